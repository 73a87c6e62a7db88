package app.feedtape.world.polly;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Something that can speak: child processes with a real voice, or a tone at once. Safe for several
 * threads.
 */
public sealed interface LocalVoice extends AutoCloseable permits ToneVoice, VoicePool {
    /**
     * The voice the environment asks for.
     *
     * @param environment {@code FEEDTAPE_VOICE=tone} asks for the tone; anything else is the real
     *     voice
     * @param voiceTarget {@code local-stack/voice/target}: {@code classes} and {@code lib} in it
     *     are its class path
     * @param voiceData where the voice keeps its unpacked library and data
     */
    static LocalVoice of(Map<String, String> environment, Path voiceTarget, Path voiceData) {
        if ("tone".equals(environment.get("FEEDTAPE_VOICE"))) {
            return new ToneVoice();
        }
        return VoicePool.start(voiceTarget, voiceData, VoicePool.DEFAULT_SIZE);
    }

    /** A voice that answers at once, for load and for tests. */
    static LocalVoice tone() {
        return new ToneVoice();
    }

    /** Speaks to the end, or until the hearer throws because it has gone. */
    void speak(SpeechRequest request, Hearer hearer) throws IOException;

    @Override
    void close();

    /** Gets sound and marks as they are made. */
    interface Hearer {
        void audio(byte[] bytes) throws IOException;

        /** Sentence or word; start and length count code points of the spoken text. */
        void mark(String type, int millis, int start, int length) throws IOException;
    }
}
