package app.feedtape.messaging;

import java.time.Duration;

/** A wait of a background thread that an interrupt ends early. */
public final class Pause {

    private Pause() {}

    public static void of(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException woken) {
            Thread.currentThread().interrupt();
        }
    }
}
