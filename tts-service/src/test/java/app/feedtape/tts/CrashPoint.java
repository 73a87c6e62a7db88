package app.feedtape.tts;

import java.util.Optional;

/** Where an instance dies: every step of the ledger, before and after the database has it. */
enum CrashPoint {
    /** The characters are set aside, and the transaction is still open. */
    HOLDING("hold", false),
    /** The characters are set aside; nobody was asked to speak yet. */
    HELD("hold", true),
    /** The voice is speaking; the process is killed from outside. */
    SPEAKING(null, false),
    /** The voice has delivered, and nothing is kept. */
    SPOKEN("speak", false),
    /** The sound is in the storage, and no row names it. */
    STORED("put", false),
    /** Sound and payment are written, and the transaction is still open. */
    BOOKING("tryCommit", false),
    /** Sound and payment are booked; the listener has heard nothing of it. */
    BOOKED("tryCommit", true),
    /** The rest goes back, and the transaction is still open. */
    SETTLING("settle", false),
    /** The books are closed; the listener was not told. */
    SETTLED("settle", true);

    private final String method;
    private final boolean committed;

    CrashPoint(String method, boolean committed) {
        this.method = method;
        this.committed = committed;
    }

    /** Whether it is right after this method. */
    boolean follows(String name) {
        return Optional.ofNullable(method).filter(name::equals).isPresent();
    }

    /** Whether it is only reached when the transaction around it has been committed. */
    boolean isCommitted() {
        return committed;
    }
}
