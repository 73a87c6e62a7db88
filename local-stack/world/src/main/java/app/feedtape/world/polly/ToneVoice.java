package app.feedtape.world.polly;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A steady tone of about the length speech would have: 60 ms per character (1,000 characters are a
 * minute) at normal rate. Each MP3 frame stands alone (no bit reservoir), so one frame repeated is
 * a valid file.
 */
record ToneVoice() implements LocalVoice {
    private static final int MILLIS_PER_CHARACTER = 60;
    private static final int SAMPLES_PER_FRAME = 576;
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Map<Integer, Frame> FRAMES =
            Map.of(
                    24000,
                    frame(
                            48,
                            "fff364c4000fc3f60c00b94adcdf08805a0c0ca3c23e04830d09ffef7ff0a1fdd7fffe347fffffebffffd7dffd7ffea1bf"
                                    + "ebfff47fffecff46f55d3fbfc6867eb4f7b7e8ff4fefb7c29b5368"),
                    22050,
                    frame(
                            48,
                            "fff360c400100bf20c00b94adcdf08805a0c0ca3c23e04830d09ffef7ff0a1fdd7fffe347fffffebffffd7dffd7ffea1bf"
                                    + "ebfff47fffecff46f55d3fbfc6867eb4f7b7e8ff4fefb7c29d8aeef5a620"),
                    16000,
                    frame(
                            32,
                            "fff348c40010a4460c00b94edcbafffc23ddc831027c220e2830462fffa597fe143bd7dd2fffff1a1bff7dd7a6bff4ffff"
                                    + "fa5bfa97fe974bffdffa833ffad7dbffa96febfffbff1317fe9ebff7fe27"),
                    8000,
                    frame(
                            24,
                            "ffe338c4000a13860c0005ce958479ad0635eff844039060051ffff7ffffb7fffffffffffffffffffea5bfffffffffeff"
                                    + "ffffe210e91"));

    private record Frame(byte[] start, int kilobits) {}

    private static Frame frame(int kilobits, String hex) {
        return new Frame(HexFormat.of().parseHex(hex), kilobits);
    }

    @Override
    public void speak(SpeechRequest request, Hearer hearer) throws IOException {
        long millis =
                (long) request.script().characters()
                        * MILLIS_PER_CHARACTER
                        * 100
                        / request.script().ratePercent();
        switch (request.format()) {
            case MP3 -> hearer.audio(mp3(request.sampleRate(), millis));
            case OGG_OPUS -> hearer.audio(OpusTone.file(request.sampleRate(), millis));
            case PCM -> hearer.audio(pcm(request.sampleRate(), millis));
            case JSON -> marks(request, hearer);
        }
    }

    private static byte[] mp3(int sampleRate, long millis) {
        Frame frame = FRAMES.get(sampleRate);
        if (frame == null) {
            throw PollyProblem.failed();
        }
        long frames = Math.ceilDiv(millis * sampleRate, SAMPLES_PER_FRAME * 1000L);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bits = 0;
        for (long i = 0; i < frames; i++) {
            // At 22,050 Hz a frame has a fraction of a byte too many: some frames are padded by
            // one.
            long before = bits / sampleRate;
            bits += 72_000L * frame.kilobits;
            int length = (int) (bits / sampleRate - before);
            byte[] one = Arrays.copyOf(frame.start, length);
            if (length > 72_000 * frame.kilobits / sampleRate) {
                one[2] |= 0x02;
            }
            out.writeBytes(one);
        }
        return out.toByteArray();
    }

    private static byte[] pcm(int sampleRate, long millis) {
        byte[] pcm = new byte[(int) (millis * sampleRate / 1000) * 2];
        for (int i = 0; i < pcm.length / 2; i++) {
            int value = (int) (6000 * Math.sin(2 * Math.PI * 440 * i / sampleRate));
            pcm[2 * i] = (byte) value;
            pcm[2 * i + 1] = (byte) (value >> 8);
        }
        return pcm;
    }

    private static void marks(SpeechRequest request, Hearer hearer) throws IOException {
        String text = request.script().text();
        boolean sentence = true;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            int start = text.codePointCount(0, words.start());
            int length = text.codePointCount(words.start(), words.end());
            int millis = start * MILLIS_PER_CHARACTER * 100 / request.script().ratePercent();
            if (sentence) {
                hearer.mark("sentence", millis, start, 0);
            }
            hearer.mark("word", millis, start, length);
            sentence = words.group().matches(".*[.!?…]");
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
