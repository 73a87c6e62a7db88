package app.feedtape.tts.synthesis;

import java.time.Duration;

/**
 * Somebody waits in silence for the first segment of a text. In the moment in which it is asked
 * for, and in the one in which its answer comes, nothing is done that can be done a little later.
 */
final class HeadStart {

    /** For every text alike: it must not tell what is stored. */
    private static final Duration OF_THE_FIRST = Duration.ofMillis(20);

    /** When its call is on its way; no provider answers sooner. */
    private static final Duration OF_THE_CALL = Duration.ofMillis(12);

    private HeadStart() {}

    static void letFirstGo() {
        pause(OF_THE_FIRST);
    }

    static void letCallGo() {
        pause(OF_THE_CALL);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
