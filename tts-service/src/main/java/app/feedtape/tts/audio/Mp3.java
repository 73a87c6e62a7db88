package app.feedtape.tts.audio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * MPEG audio layer III as the voice sends it (ISO 11172-3 and 13818-3, 2.4.1), taken apart into
 * frames: tags and info frames dropped, one constant bit rate, mono, nothing left over at the end.
 */
public final class Mp3 implements SoundFormat {

    private static final int[] KILOBITS_V1 = {
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
    };
    private static final int[] KILOBITS_V2 = {
        0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
    };
    private static final int[] SAMPLE_RATES_V1 = {44_100, 48_000, 32_000};
    private static final int HEADER = 4;
    private static final int ID3V2_HEADER = 10;
    private static final int ID3V1 = 128;

    private static final int SILENT_FRAMES = 12;
    private static final int USUAL_KILOBITS = 48;

    Mp3() {}

    @Override
    public int sampleRate(int usual) {
        return usual;
    }

    @Override
    public Reading read(byte[] bytes, int sampleRate) {
        return read(bytes);
    }

    @Override
    public Sound silence(int sampleRate) {
        return silence(sampleRate, USUAL_KILOBITS, SILENT_FRAMES);
    }

    @Override
    public long joinedBytes(long bytes, Place place) {
        return bytes;
    }

    /** Frames need nothing of their neighbours. */
    @Override
    public InputStream joined(Source piece, Extent extent, Place place, boolean last, long from)
            throws IOException {
        return piece.open(from);
    }

    private record Frame(boolean version1, int sampleRate, int kilobits, boolean mono, int length) {
        boolean matches(Frame other) {
            return version1 == other.version1
                    && sampleRate == other.sampleRate
                    && kilobits == other.kilobits;
        }

        int samples() {
            return version1 ? 1_152 : 576;
        }

        int sideInformation() {
            return version1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
        }
    }

    /** Reads a whole answer of the voice. */
    public static Reading read(byte[] bytes) {
        int at = afterTag(bytes);
        int end = beforeTag(bytes);
        ByteArrayOutputStream frames = new ByteArrayOutputStream(end);
        Frame first = null;
        int count = 0;
        while (at < end) {
            Frame frame = frame(bytes, at);
            if (frame == null) {
                return new Broken("no frame at byte %d of %d".formatted(at, end));
            }
            if (at + frame.length() > end) {
                return new Broken("the last frame is cut off");
            }
            if (!frame.mono()) {
                return new Broken("not mono");
            }
            if (first == null) {
                first = frame;
            } else if (!frame.matches(first)) {
                return new Broken("the bit rate changes");
            }
            if (!isInfo(bytes, at, frame)) {
                frames.write(bytes, at, frame.length());
                count++;
            }
            at += frame.length();
        }
        if (first == null || count == 0) {
            return new Broken("no sound");
        }
        return sound(
                frames.toByteArray(), count, first.sampleRate(), first.kilobits(), first.samples());
    }

    private static Sound sound(
            byte[] bytes, int frames, int sampleRate, int kilobits, int samplesPerFrame) {
        return new Sound(
                bytes,
                new Extent(frames, (long) frames * samplesPerFrame, 0, 0, sampleRate),
                new Sound.Shape(AudioFormat.MP3, sampleRate, kilobits, samplesPerFrame));
    }

    private static int afterTag(byte[] bytes) {
        int at = 0;
        while (bytes.length - at >= ID3V2_HEADER
                && bytes[at] == 'I'
                && bytes[at + 1] == 'D'
                && bytes[at + 2] == '3') {
            int size =
                    (bytes[at + 6] & 0x7f) << 21
                            | (bytes[at + 7] & 0x7f) << 14
                            | (bytes[at + 8] & 0x7f) << 7
                            | (bytes[at + 9] & 0x7f);
            at = Math.min(bytes.length, at + ID3V2_HEADER + size);
        }
        return at;
    }

    private static int beforeTag(byte[] bytes) {
        int at = bytes.length - ID3V1;
        boolean tagged =
                at >= 0 && bytes[at] == 'T' && bytes[at + 1] == 'A' && bytes[at + 2] == 'G';
        return tagged ? at : bytes.length;
    }

    private static @Nullable Frame frame(byte[] bytes, int at) {
        if (at + HEADER > bytes.length
                || (bytes[at] & 0xff) != 0xff
                || (bytes[at + 1] & 0xe0) != 0xe0) {
            return null;
        }
        int version = (bytes[at + 1] >> 3) & 3;
        int layer = (bytes[at + 1] >> 1) & 3;
        int bitRate = (bytes[at + 2] >> 4) & 15;
        int sampling = (bytes[at + 2] >> 2) & 3;
        int padding = (bytes[at + 2] >> 1) & 1;
        if (version == 1 || layer != 1 || bitRate == 0 || bitRate == 15 || sampling == 3) {
            return null;
        }
        boolean version1 = version == 3;
        int sampleRate = SAMPLE_RATES_V1[sampling] / (version1 ? 1 : version == 2 ? 2 : 4);
        int kilobits = (version1 ? KILOBITS_V1 : KILOBITS_V2)[bitRate];
        int length = (version1 ? 144_000 : 72_000) * kilobits / sampleRate + padding;
        boolean mono = ((bytes[at + 3] >> 6) & 3) == 3;
        return new Frame(version1, sampleRate, kilobits, mono, length);
    }

    private static boolean isInfo(byte[] bytes, int at, Frame frame) {
        int tag = at + HEADER + frame.sideInformation();
        if (tag + 4 > at + frame.length()) {
            return false;
        }
        byte[] name = Arrays.copyOfRange(bytes, tag, tag + 4);
        return Arrays.equals(name, new byte[] {'X', 'i', 'n', 'g'})
                || Arrays.equals(name, new byte[] {'I', 'n', 'f', 'o'});
    }

    /** Silence in frames that can stand between others of MPEG-2 mono at this rate. */
    public static Sound silence(int sampleRate, int kilobits, int frames) {
        int bitRate = index(kilobits);
        int sampling = sampleRate == 22_050 ? 0 : sampleRate == 24_000 ? 1 : 2;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long written = 0;
        for (int i = 0; i < frames; i++) {
            long before = written / sampleRate;
            written += 72_000L * kilobits;
            int length = (int) (written / sampleRate - before);
            byte[] frame = new byte[length];
            int padding = length - 72_000 * kilobits / sampleRate;
            frame[0] = (byte) 0xff;
            frame[1] = (byte) 0xf3;
            frame[2] = (byte) (bitRate << 4 | sampling << 2 | padding << 1);
            frame[3] = (byte) 0xc4;
            out.writeBytes(frame);
        }
        return sound(out.toByteArray(), frames, sampleRate, kilobits, 576);
    }

    private static int index(int kilobits) {
        for (int i = 1; i < KILOBITS_V2.length; i++) {
            if (KILOBITS_V2[i] == kilobits) {
                return i;
            }
        }
        throw new IllegalArgumentException("No such bit rate: " + kilobits);
    }
}
