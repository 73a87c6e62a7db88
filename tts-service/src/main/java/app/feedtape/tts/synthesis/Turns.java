package app.feedtape.tts.synthesis;

/** Who gives turns with one engine of the provider to this instance. */
@FunctionalInterface
interface Turns {

    /** Answers at once, with what there is. */
    Grant take(Ask ask);

    /**
     * What an instance has and wants.
     *
     * @param running turns it is using
     * @param unused turns it was given and made no call with
     * @param accounts how many of its accounts wait for an urgent turn
     */
    record Ask(int running, int unused, int urgent, int accounts, int background) {}

    /**
     * What it gets.
     *
     * @param runningEverywhere turns in use then, by all instances
     * @param waitMillis when asking for the rest makes sense
     */
    record Grant(int urgent, int background, int runningEverywhere, int waitMillis) {}
}
