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

    static String set(OneTimeSecret binding) {
        return cookie(binding.value(), Duration.ofMinutes(10));
    }

    static String clear() {
        return cookie("", Duration.ZERO);
    }

    private static String cookie(String value, Duration life) {
        return ResponseCookie.from(NAME, value)
                .secure(true)
                .httpOnly(true)
                .sameSite("None")
                .path("/")
                .maxAge(life)
                .build()
                .toString();
    }
}
