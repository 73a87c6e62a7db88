package app.feedtape.auth.password;

import app.feedtape.auth.secret.OneTimeSecret;
import org.jspecify.annotations.Nullable;

/** The {@code token} member of a request, out of a link in a mail. */
final class TokenMember {

    private TokenMember() {}

    static OneTimeSecret parse(@Nullable String written) {
        if (written == null || !OneTimeSecret.hasForm(written)) {
            throw Registering.unusable();
        }
        return new OneTimeSecret(written);
    }
}
