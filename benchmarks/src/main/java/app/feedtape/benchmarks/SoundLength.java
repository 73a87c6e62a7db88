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
import tools.jackson.databind.json.JsonMapper;

/** How far the length that is told is from what a decoder plays that knows nothing of ours. */
final class SoundLength {

    private static final int SAMPLES_PER_FRAME = 576;
    private static final int TEXTS = 6;
    private static final int PARAGRAPHS = 18;
    private static final int CHARACTERS = 540;

    private SoundLength() {}

    static void measure(SpeechStage stage, SpeechInstance instance, Prose prose, Report report)
            throws IOException {
        Spoken listener = Spoken.by(stage, instance);
        int segments = 0;
        double apart = 0;
        double most = 0;
        for (int text = 0; text < TEXTS; text++) {
            String body = Spoken.body(prose.paragraphs(PARAGRAPHS, CHARACTERS), "mp3");
            segments += segments(listener, body);
            double frames = frames(listener, body);
            apart += frames;
            most = Math.max(most, frames);
        }
        report.addFigure(
                "length told and length decoded, %d texts of %d segments in all"
                        .formatted(TEXTS, segments),
                String.format(
                        Locale.ROOT,
                        "all together %.3f frames apart, one text at most %.3f; goal under 1",
                        apart,
                        most));
    }

    private static int segments(Spoken listener, String body) throws IOException {
        try (Listener asked =
                Listener.post(
                        listener.instance().port(),
                        "/api/tts/synthesize?dry_run=true",
                        listener.bearer(),
                        body)) {
            return JsonMapper.shared()
                    .readTree(Spoken.require(asked.hear()).body())
                    .path("segments")
                    .size();
        }
    }

    /** How many frames lie between what is told of a stored text and what a decoder plays. */
    private static double frames(Spoken listener, String body) throws IOException {
        Heard streamed;
        try (Listener first = listener.begin(body)) {
            streamed = Spoken.require(first.hear());
        }
        Heard again = listener.hear(body);
        if (!"true".equals(again.headers().get("x-duration-exact"))) {
            throw new IllegalStateException("Not exact: " + again.headers());
        }
        double told = Double.parseDouble(again.headers().getOrDefault("x-duration-millis", "NaN"));
        try (AudioInputStream played = played(streamed.body())) {
            double rate = played.getFormat().getSampleRate();
            double millis = played.readAllBytes().length / 2.0 / rate * 1e3;
            return Math.abs(told - millis) * rate / 1e3 / SAMPLES_PER_FRAME;
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
