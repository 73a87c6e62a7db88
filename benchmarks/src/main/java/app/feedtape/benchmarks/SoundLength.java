package app.feedtape.benchmarks;

import app.feedtape.benchmarks.Listener.Heard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** How far the length that is told is from what a decoder plays that knows nothing of ours. */
final class SoundLength {

    private static final int SAMPLES_PER_FRAME = 576;

    private SoundLength() {}

    static void measure(SpeechStage stage, SpeechInstance instance, Prose prose, Report report)
            throws IOException {
        Spoken listener = Spoken.by(stage, instance);
        String body = Spoken.body(prose.of(10_000), "mp3");
        Heard streamed;
        try (Listener first = listener.begin(body)) {
            streamed = Spoken.require(first.hear());
        }
        Heard again = listener.hear(body);
        double told = Double.parseDouble(again.headers().getOrDefault("x-duration-millis", "NaN"));
        try (AudioInputStream played = played(streamed.body())) {
            double millis =
                    played.readAllBytes().length / 2.0 / played.getFormat().getSampleRate() * 1e3;
            double frame = SAMPLES_PER_FRAME * 1e3 / played.getFormat().getSampleRate();
            report.addFigure(
                    "length told (exact: %s) and length decoded"
                            .formatted(again.headers().get("x-duration-exact")),
                    String.format(
                            Locale.ROOT,
                            "%.1f ms and %.1f ms: %.3f frames apart; goal under 1",
                            told,
                            millis,
                            Math.abs(told - millis) / frame));
        } catch (UnsupportedAudioFileException notMp3) {
            throw new IllegalStateException(notMp3);
        }
    }

    private static AudioInputStream played(byte[] file)
            throws IOException, UnsupportedAudioFileException {
        AudioInputStream coded = AudioSystem.getAudioInputStream(new ByteArrayInputStream(file));
        AudioFormat format = coded.getFormat();
        return AudioSystem.getAudioInputStream(
                new AudioFormat(
                        Encoding.PCM_SIGNED,
                        format.getSampleRate(),
                        16,
                        format.getChannels(),
                        2 * format.getChannels(),
                        format.getSampleRate(),
                        false),
                coded);
    }
}
