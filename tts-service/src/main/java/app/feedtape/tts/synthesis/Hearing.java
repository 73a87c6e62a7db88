package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.Sound;

/** What a listener hears: made in this process, or followed while another instance makes it. */
sealed interface Hearing permits Production, Following {

    Listening listening();

    /**
     * The sound of a segment once it is booked; waits for it.
     *
     * @throws RuntimeException when it is not to be had
     */
    Sound sound(int position);

    /** So many segments have been handed to this listener whole. */
    void consumed(int segments);

    /** This listener hears no more. */
    void leave();
}
