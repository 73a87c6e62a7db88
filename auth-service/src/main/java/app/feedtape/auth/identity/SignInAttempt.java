package app.feedtape.auth.identity;

import app.feedtape.auth.secret.OneTimeSecret;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A trip to a provider that has begun.
 *
 * @param verifier the PKCE verifier whose challenge went along
 * @param nonceHash of the nonce that went along, which the id token has to bring back
 * @param codeChallenge of the app, when it wants a one-time code instead of tokens in its deep link
 * @param linker who began it to link a provider; null when it is a sign-in
 */
record SignInAttempt(
        Mode mode,
        OneTimeSecret verifier,
        byte[] nonceHash,
        @Nullable String codeChallenge,
        @Nullable Linker linker) {

    /** A signed-in person who links a provider to their account. */
    record Linker(UUID accountId, UUID sessionId) {}

    /** Where the answer goes. */
    enum Mode {
        WEB,
        MOBILE;

        String prefix() {
            return column() + ":";
        }

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return "SignInAttempt[" + mode + "]";
    }
}
