package app.feedtape.tts.jobs;

import java.util.Locale;

/** Why a job is to end before it is done. */
enum CancelReason {
    /** Somebody asked for it. */
    ASKED,
    /** The account may not act any more. */
    SUSPENDED,
    /** The account is deleted. */
    DELETED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
