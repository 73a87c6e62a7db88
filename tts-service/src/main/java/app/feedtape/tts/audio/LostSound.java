package app.feedtape.tts.audio;

import java.io.IOException;

/**
 * What is recorded as stored is not in the storage, or not as long as it was put there. Asking
 * again does not help; having the same text spoken again does, and replaces it.
 */
public final class LostSound extends IOException {

    private static final long serialVersionUID = 1L;

    public LostSound(String key) {
        super("The storage has not what was put there as " + key);
    }
}
