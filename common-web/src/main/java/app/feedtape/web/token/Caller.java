package app.feedtape.web.token;

import java.util.UUID;

/**
 * The person behind a request, as an endpoint receives it.
 *
 * @param token the verified claims
 * @param bearer the token itself, to be forwarded unchanged and never logged
 */
public record Caller(AccessToken token, String bearer) {

    /** Who acts. */
    public UUID accountId() {
        return token.accountId();
    }

    /** Whose limits are spent. */
    public UUID payerId() {
        return token.payerId();
    }

    public boolean hasRole(String role) {
        return token.roles().contains(role);
    }

    /** Whether a second factor has been shown in this session. */
    public boolean isProvenTwice() {
        return token.isProvenTwice();
    }

    @Override
    public String toString() {
        return "Caller[" + token.accountId() + "]";
    }
}
