package app.feedtape.tts.synthesis;

/**
 * Speech that is being made and that nobody hears yet. Its sound leaves the memory as soon as it is
 * stored and booked, so that a long text takes no more room than a short one.
 */
public final class RunningSpeech {

    private final Production production;
    private volatile int pieces;

    RunningSpeech(Production production) {
        this.production = production;
    }

    /**
     * Waits until all of it is stored and paid.
     *
     * @throws RuntimeException when it is not to be had at the moment, a {@link SpeechFailure} when
     *     that is the voice's doing; what is booked by then stays so
     */
    public void awaitWhole() {
        int segments = production.listening().parts().size();
        try {
            for (int i = 0; i < segments; i++) {
                production.sound(i);
                pieces = i + 1;
                production.consumed(pieces);
            }
        } finally {
            production.leave();
            // Whoever closes the hold now takes nothing from a segment that is under way.
            production.awaitClosed();
        }
    }

    /** How many of its pieces are stored and paid. */
    public int pieces() {
        return pieces;
    }

    /** Begins no further segment; those under way are finished, booked and kept. */
    public void stop() {
        production.leave();
    }
}
