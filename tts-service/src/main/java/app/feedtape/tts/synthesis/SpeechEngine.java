package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.marks.SpeechMark;
import app.feedtape.tts.voices.VoiceEngine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that turns text into sound: the port behind which the provider is. */
public interface SpeechEngine {

    /**
     * Says something, on the calling thread.
     *
     * @throws SpeechFailure when there is no sound; whatever the provider sent is gone then
     */
    Spoken speak(Utterance utterance, Patience patience);

    /**
     * Tells when in that sound which word is said, on the calling thread.
     *
     * @throws SpeechFailure when it is not to be known
     */
    Marked mark(Utterance utterance, Patience patience);

    /** What to say, and how. */
    record Utterance(
            String text,
            String voiceId,
            VoiceEngine engine,
            int speedPercent,
            AudioFormat format,
            int sampleRate) {}

    /**
     * What the provider sent; not yet looked at.
     *
     * @param acceptedCharacters what the provider says it charges
     */
    record Spoken(
            byte[] audio,
            @Nullable String contentType,
            int acceptedCharacters,
            @Nullable String requestId) {}

    /**
     * Sentences and words with their times, in the order in which the provider sent them.
     *
     * @param acceptedCharacters what the provider says it charges
     */
    record Marked(List<SpeechMark> marks, int acceptedCharacters, @Nullable String requestId) {}

    /**
     * How long to wait.
     *
     * @param firstByte for the first byte of sound
     * @param nextByte between two bytes after it
     * @param whole for everything
     */
    record Patience(Duration firstByte, Duration nextByte, Duration whole) {}
}
