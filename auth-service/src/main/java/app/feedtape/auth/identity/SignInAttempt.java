package app.feedtape.auth.identity;

import app.feedtape.auth.secret.OneTimeSecret;
import org.jspecify.annotations.Nullable;

/**
 * A trip to a provider that has begun.
 *
 * @param verifier the PKCE verifier whose challenge went along
 * @param codeChallenge of the app, when it wants a one-time code instead of tokens in its deep link
 */
record SignInAttempt(Mode mode, OneTimeSecret verifier, @Nullable String codeChallenge) {

    /** Where the answer goes. */
    enum Mode {
        WEB,
        MOBILE;

        String prefix() {
            return column() + ":";
        }

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
