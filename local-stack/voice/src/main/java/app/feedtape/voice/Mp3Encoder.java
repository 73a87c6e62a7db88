package app.feedtape.voice;

import de.sciss.jump3r.lowlevel.LameEncoder;
import java.io.ByteArrayOutputStream;
import javax.sound.sampled.AudioFormat;

/** Mono MP3 at a constant bit rate, without tags: what Polly sends. */
final class Mp3Encoder implements SoundEncoder {
    private final LameEncoder lame;
    private final byte[] encoded;
    private final int step;
    private final int sampleRate;
    private final int kilobits;
    private boolean started;

    Mp3Encoder(int sampleRate) {
        this.sampleRate = sampleRate;
        this.kilobits = kilobits(sampleRate);
        AudioFormat pcm = new AudioFormat(sampleRate, 16, 1, true, false);
        lame =
                new LameEncoder(
                        pcm,
                        kilobits,
                        LameEncoder.CHANNEL_MODE_MONO,
                        LameEncoder.QUALITY_LOW,
                        false);
        encoded = new byte[lame.getMP3BufferSize()];
        step = lame.getPCMBufferSize();
    }

    static int kilobits(int sampleRate) {
        return switch (sampleRate) {
            case 8000 -> 24;
            case 16000 -> 32;
            default -> 48;
        };
    }

    @Override
    public byte[] encode(byte[] pcm) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(pcm.length / 4);
        for (int at = 0; at < pcm.length; at += step) {
            int length = Math.min(step, pcm.length - at);
            int made = lame.encodeBuffer(pcm, at, length, encoded);
            write(out, made);
        }
        return out.toByteArray();
    }

    @Override
    public byte[] finish() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, lame.encodeFinish(encoded));
        lame.close();
        return out.toByteArray();
    }

    private void write(ByteArrayOutputStream out, int made) {
        if (made <= 0) {
            return;
        }
        int from = started ? 0 : placeholder(made);
        started = true;
        out.write(encoded, from, made - from);
    }

    /**
     * At some sample rates the encoder opens with an empty frame for its Info tag, which Polly does
     * not send.
     */
    private int placeholder(int made) {
        int frame = 72_000 * kilobits / sampleRate;
        if (made < frame) {
            return 0;
        }
        for (int i = 4; i < frame; i++) {
            if (encoded[i] != 0) {
                return 0;
            }
        }
        return frame;
    }
}
