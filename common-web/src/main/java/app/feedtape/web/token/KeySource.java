package app.feedtape.web.token;

import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where the issuer's public keys come from: its JWKS, or for the issuer itself its own store. */
public interface KeySource {

    /** What is known without asking anybody. */
    Optional<ECPublicKey> known(String keyId);

    /** Asks once when asking is due; completes empty when the id stays unknown. */
    CompletableFuture<Optional<ECPublicKey>> find(String keyId);

    /** Whether any key was ever had: without one nothing can be said about a token. */
    boolean isLoaded();

    /**
     * @param onRemoval run when a key that was there is gone: what it signed must not be remembered
     */
    void whenRemoved(Runnable onRemoval);
}
