package app.feedtape.tts.synthesis;

import java.io.IOException;

/**
 * Sound stopped in the middle: the transfer is broken off, so that nobody takes half a file for a
 * whole one.
 */
final class StreamBroken extends IOException {

    private static final long serialVersionUID = 1L;

    StreamBroken(Throwable cause) {
        super("The sound stopped", cause);
    }
}
