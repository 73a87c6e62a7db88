package app.feedtape.tts.jobs;

import java.util.Locale;

/** Where a job, or one item of it, stands. */
enum JobState {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    boolean isOver() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }
}
