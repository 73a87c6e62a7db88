package app.feedtape.auth.session;

import java.util.Locale;

/** Why a session is over. */
public enum EndReason {
    LOGOUT,
    LOGOUT_ALL,
    /** A refresh token came back that only a copy could have sent. */
    REUSE,
    SUSPENDED,
    /** Ended by the person from another device, by an operator, or as the oldest of too many. */
    REVOKED,
    EXPIRED;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
