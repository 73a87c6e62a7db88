package app.feedtape.auth.secret;

import app.feedtape.web.secret.Seal;
import app.feedtape.web.secret.UnusableSecret;
import org.springframework.stereotype.Component;

/** What auth seals, under {@code FEEDTAPE_KEY_ENCRYPTION_SECRET}. */
@Component
public final class Sealing {

    private final Seal seal;

    Sealing(SecretSettings settings) {
        this.seal =
                new Seal(
                        "FEEDTAPE_KEY_ENCRYPTION_SECRET",
                        "feedtape auth",
                        settings.keyEncryptionSecret());
    }

    /**
     * A key for one purpose that reveals nothing of the others.
     *
     * @param purpose fixed text of the purpose
     */
    public byte[] derive(String purpose) {
        return seal.derive(purpose);
    }

    /**
     * Seals a value.
     *
     * @param context what it is and whose, needed to open it again
     */
    public byte[] seal(byte[] value, String context) {
        return seal.seal(value, context);
    }

    /**
     * Opens what {@link #seal} made with the same context.
     *
     * @throws UnusableSecret when another key sealed it or it was tampered with
     */
    public byte[] open(byte[] sealed, String context) {
        return seal.open(sealed, context);
    }
}
