package app.feedtape.localstack.launcher.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * What a player makes of an MP3 stream (ISO 11172-3 and 13818-3, layer III): frames one after the
 * other, nothing else.
 */
record Mp3(int frames, Duration length) {
    private static final int[] RATES_MPEG1 = {44100, 48000, 32000};
    private static final int[] RATES_MPEG2 = {22050, 24000, 16000};
    private static final int[] RATES_MPEG25 = {11025, 12000, 8000};
    private static final int[] KBITS_MPEG1 = {
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
    };
    private static final int[] KBITS_MPEG2 = {
        0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
    };

    private record Frame(int bytes, int samples, int rate) {}

    /** Empty when anything in it is not a frame, or the last one is cut short. */
    static Optional<Mp3> read(byte[] sound) {
        int at = 0;
        int frames = 0;
        long nanos = 0;
        while (at < sound.length) {
            var frame = frameAt(sound, at);
            if (frame.isEmpty() || at + frame.get().bytes() > sound.length) {
                return Optional.empty();
            }
            at += frame.get().bytes();
            nanos += 1_000_000_000L * frame.get().samples() / frame.get().rate();
            frames++;
        }
        return frames == 0
                ? Optional.empty()
                : Optional.of(new Mp3(frames, Duration.ofNanos(nanos)));
    }

    private static Optional<Frame> frameAt(byte[] sound, int at) {
        if (at + 4 > sound.length || (sound[at] & 0xff) != 0xff || (sound[at + 1] & 0xe6) != 0xe2) {
            return Optional.empty();
        }
        int version = (sound[at + 1] >> 3) & 3;
        int kbitsIndex = (sound[at + 2] >> 4) & 15;
        int rateIndex = (sound[at + 2] >> 2) & 3;
        if (version == 1 || kbitsIndex == 0 || kbitsIndex == 15 || rateIndex == 3) {
            return Optional.empty();
        }
        boolean first = version == 3;
        int rate = (first ? RATES_MPEG1 : version == 2 ? RATES_MPEG2 : RATES_MPEG25)[rateIndex];
        int kbits = (first ? KBITS_MPEG1 : KBITS_MPEG2)[kbitsIndex];
        int samples = first ? 1152 : 576;
        int padding = (sound[at + 2] >> 1) & 1;
        return Optional.of(new Frame(samples / 8 * kbits * 1000 / rate + padding, samples, rate));
    }
}
