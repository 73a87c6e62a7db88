package app.feedtape.auth.identity;

import app.feedtape.auth.secret.OneTimeSecret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/**
 * Ties a sign-in to the browser that began it. {@code __Host-} keeps other hosts from planting one,
 * SameSite=None lets it come along when Apple posts across sites.
 */
final class BindingCookie {

    static final String NAME = "__Host-feedtape_sign_in";

    private BindingCookie() {}

    /** A browser keeps its binding, so that two tabs may sign in at once. */
    static OneTimeSecret keepOrMake(@Nullable String present) {
        return present != null && OneTimeSecret.hasForm(present)
                ? new OneTimeSecret(present)
                : OneTimeSecret.make();
    }

    /** Nobody clears it: another tab may be on its way back. It ends with the last attempt. */
    static String set(OneTimeSecret binding) {
        return ResponseCookie.from(NAME, binding.value())
                .secure(true)
                .httpOnly(true)
                .sameSite("None")
                .path("/")
                .maxAge(Duration.ofMinutes(10))
                .build()
                .toString();
    }
}
