package app.feedtape.tts.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * In what form sound is asked for, kept and sent. The form is free: what was paid in one of them is
 * paid in all.
 */
public enum AudioFormat {
    MP3("mp3", "audio/mpeg", "audio/mpeg", 3_000, new Mp3()),
    OGG_OPUS("ogg_opus", "audio/ogg", "audio/ogg; codecs=opus", 1_500, new OggOpus()),
    PCM("pcm", "audio/pcm", "audio/pcm;rate=16000;channels=1", 16_000, new Pcm());

    private final String code;
    private final String providerType;
    private final String contentType;
    private final int slowestBytesPerSecond;
    private final SoundFormat rules;

    AudioFormat(
            String code,
            String providerType,
            String contentType,
            int slowestBytesPerSecond,
            SoundFormat rules) {
        this.code = code;
        this.providerType = providerType;
        this.contentType = contentType;
        this.slowestBytesPerSecond = slowestBytesPerSecond;
        this.rules = rules;
    }

    public static Optional<AudioFormat> withCode(String code) {
        return Arrays.stream(values()).filter(format -> format.code.equals(code)).findFirst();
    }

    /** Its name in requests, tables and with the provider. */
    public String code() {
        return code;
    }

    /** What answers say. */
    public String contentType() {
        return contentType;
    }

    /** What the provider calls it. */
    public boolean isProvidersType(String type) {
        return type.startsWith(providerType);
    }

    /**
     * The sample rate to ask for.
     *
     * @param usual of the voice's engine
     */
    public int sampleRate(int usual) {
        return rules.sampleRate(usual);
    }

    /** Half the speed of speech. */
    int slowestBytesPerSecond() {
        return slowestBytesPerSecond;
    }

    public Reading read(byte[] bytes, int sampleRate) {
        return rules.read(bytes, sampleRate);
    }

    public Sound silence(int sampleRate) {
        return rules.silence(sampleRate);
    }

    long joinedBytes(long bytes, Place place) {
        return rules.joinedBytes(bytes, place);
    }

    InputStream joined(
            SoundFormat.Source piece, Extent extent, Place place, boolean last, long from)
            throws IOException {
        return rules.joined(piece, extent, place, last, from);
    }

    /** The bytes of a sound as they stand in the file. */
    public static byte[] joined(Sound sound, Place place, boolean last) {
        byte[] bytes = sound.bytes();
        SoundFormat.Source source =
                offset ->
                        new ByteArrayInputStream(
                                bytes, Math.toIntExact(offset), bytes.length - (int) offset);
        SoundFormat rules = sound.shape().format().rules;
        try (InputStream joined = rules.joined(source, sound.extent(), place, last, 0)) {
            return joined.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
