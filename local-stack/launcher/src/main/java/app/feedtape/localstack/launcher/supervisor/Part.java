package app.feedtape.localstack.launcher.supervisor;

/**
 * Something the supervisor starts, watches and ends. Used by one thread, except for {@link
 * #stop()}.
 */
interface Part {
    String name();

    /** Where it answers, for people. */
    String address();

    /** Starts it and returns when it answers. */
    void start();

    /** Waits until it has ended by itself or was stopped. */
    void awaitEnd() throws InterruptedException;

    /** Ends it in an orderly way; safe at any moment, and twice. */
    void stop();

    /** Its process id, or 0 while it does not run. */
    long pid();
}
