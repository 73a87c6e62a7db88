package app.feedtape.voice;

import java.io.IOException;

/** Makes of samples (signed 16 bit, little-endian, mono) what is sent, as they come. */
sealed interface SoundEncoder permits Mp3Encoder, OggOpusEncoder, NoEncoder {

    static SoundEncoder of(VoiceProtocol.Format format, int sampleRate) throws IOException {
        return switch (format) {
            case MP3 -> new Mp3Encoder(sampleRate);
            case OGG_OPUS -> new OggOpusEncoder(sampleRate);
            case PCM, MARKS -> new NoEncoder();
        };
    }

    byte[] encode(byte[] pcm) throws IOException;

    /** The rest, when there is no more to encode. */
    byte[] finish() throws IOException;
}
