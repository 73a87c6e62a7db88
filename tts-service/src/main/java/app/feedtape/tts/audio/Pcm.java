package app.feedtape.tts.audio;

import java.io.IOException;
import java.io.InputStream;

/**
 * Samples one after another, nothing around them: signed 16 bit, little-endian, mono, at the
 * highest rate the provider has for them.
 */
final class Pcm implements SoundFormat {

    static final int SAMPLE_RATE = 16_000;
    private static final int SAMPLE_BYTES = 2;
    private static final int SILENT_MILLIS = 320;

    @Override
    public int sampleRate(int usual) {
        return SAMPLE_RATE;
    }

    @Override
    public Reading read(byte[] bytes, int sampleRate) {
        if (bytes.length == 0) {
            return new Broken("no sound");
        }
        if (bytes.length % SAMPLE_BYTES != 0) {
            return new Broken("the last sample is cut off");
        }
        int samples = bytes.length / SAMPLE_BYTES;
        return new Sound(
                bytes,
                new Extent(samples, samples, 0, 0, sampleRate),
                new Sound.Shape(AudioFormat.PCM, sampleRate, 0, 1));
    }

    @Override
    public Sound silence(int sampleRate) {
        return (Sound)
                read(new byte[sampleRate * SILENT_MILLIS / 1_000 * SAMPLE_BYTES], sampleRate);
    }

    @Override
    public long joinedBytes(long bytes, Place place) {
        return bytes;
    }

    @Override
    public InputStream joined(Source piece, Extent extent, Place place, boolean last, long from)
            throws IOException {
        return piece.open(from);
    }
}
