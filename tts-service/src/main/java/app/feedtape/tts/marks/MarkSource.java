package app.feedtape.tts.marks;

import app.feedtape.tts.audio.AudioAsset;
import java.time.Duration;
import java.util.List;

/** Who knows when what is said: the provider, asked once a segment. */
public interface MarkSource {

    /**
     * The marks of one segment of a listening, as the provider times them.
     *
     * @throws RuntimeException when they are not to be had in time
     */
    List<SpeechMark> ask(AudioAsset asset, String text, Duration within);
}
