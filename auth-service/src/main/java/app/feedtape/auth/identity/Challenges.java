package app.feedtape.auth.identity;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.problem.Refusal;
import org.jspecify.annotations.Nullable;

/** What an app says so that only it can use the code of its deep link (RFC 7636). */
final class Challenges {

    private static final String VERIFIER = "[A-Za-z0-9._~-]{43,128}";

    private Challenges() {}

    /** 400 for anything but S256. */
    static String require(@Nullable String challenge, @Nullable String method) {
        if (challenge == null || !OneTimeSecret.hasForm(challenge)) {
            throw Refusal.invalid("code_challenge", "Must be an S256 challenge.");
        }
        if (!"S256".equals(method)) {
            throw Refusal.invalid("code_challenge_method", "Must be S256.");
        }
        return challenge;
    }

    static OneTimeSecret verifier(@Nullable String verifier) {
        if (verifier == null || !verifier.matches(VERIFIER)) {
            throw Refusal.invalid("code_verifier", "This is not a verifier.");
        }
        return new OneTimeSecret(verifier);
    }
}
