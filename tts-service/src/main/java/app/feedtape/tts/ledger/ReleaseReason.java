package app.feedtape.tts.ledger;

import java.util.Locale;

/** Why characters went back. */
public enum ReleaseReason {
    /** Everything was delivered; another request of the payer had paid for some of it meanwhile. */
    NOT_NEEDED,
    /** The listener left; what was not begun is never begun. */
    ABANDONED,
    /** The voice did not deliver. */
    PROVIDER_FAILED,
    /** Whoever held them died. */
    LEASE_EXPIRED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the listener got less than was asked for through no doing of his. */
    boolean isRefund() {
        return this == PROVIDER_FAILED || this == LEASE_EXPIRED;
    }
}
