package app.feedtape.auth.identity;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an id token says that is signed by its provider, meant for us and timely.
 *
 * @param claims all of them, as JSON values
 */
record IdToken(
        String subject, @Nullable String nonce, Instant expiresAt, Map<String, Object> claims) {

    /** Apple hides an address behind one of these. */
    private static final String RELAY_HOST = "@privaterelay.appleid.com";

    @Nullable String text(String claim) {
        return claims.get(claim) instanceof String text && !text.isBlank() ? text : null;
    }

    /** Apple writes these two as a string at times and as a boolean at others. */
    private boolean isTrue(String claim) {
        Object value = claims.get(claim);
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    ProvenIdentity person(String provider, @Nullable String name, @Nullable String refreshToken) {
        return new ProvenIdentity(
                provider,
                subject,
                text("email"),
                isTrue("email_verified") && text("email") != null,
                name == null ? text("name") : name,
                isTrue("is_private_email"),
                refreshToken);
    }

    /** Whether an address is one of Apple's, whoever tells it. */
    static boolean isRelay(@Nullable String email) {
        return email != null
                && email.strip().toLowerCase(java.util.Locale.ROOT).endsWith(RELAY_HOST);
    }

    @Override
    public String toString() {
        return "IdToken[hidden]";
    }
}
