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
    EXPIRED,
    /** The password was changed or reset: every other device has to sign in again. */
    PASSWORD_CHANGED,
    /** Another second factor, or none any more. */
    SECOND_FACTOR_CHANGED,
    /** The provider says that the person took back their consent or is gone. */
    PROVIDER_REVOKED,
    /** Whoever owns the address has come; what an unproven stranger began is over. */
    DISPLACED,
    ACCOUNT_DELETED;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
