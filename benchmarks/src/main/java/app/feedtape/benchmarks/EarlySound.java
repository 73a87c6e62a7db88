package app.feedtape.benchmarks;

import app.feedtape.benchmarks.Listener.Heard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/**
 * How soon a long text is heard, and how soon the whole of it is there: beside the provider's own
 * time for one short segment, and beside an instance that has one segment spoken after another.
 */
final class EarlySound {

    private static final int CHARACTERS = 10_000;
    private static final int SHORT = 190;

    /** Until then the virtual machine still compiles what it runs: some thousand short texts, */
    private static final Duration WARM_UP_SHORT = Duration.ofSeconds(60);

    private static final int LISTENERS_TO_SHORT = 16;

    /** and long ones. */
    private static final Duration WARM_UP = Duration.ofSeconds(90);

    private static final int LISTENERS_TO_WARM_UP = 4;

    private static final int RUNS = 5;
    private static final int EACH = 10;

    /** It takes long, and the median of few is near enough. */
    private static final int EACH_OF_ONE = 3;

    private final Prose prose;
    private final SpeechStage stage;
    private final Spoken window;
    private final Spoken oneAfterAnother;

    private final List<Long> provider = new ArrayList<>();
    private final List<Long> first = new ArrayList<>();
    private final List<Long> firstOpen = new ArrayList<>();
    private final List<Long> whole = new ArrayList<>();
    private final List<Long> wholeOfOne = new ArrayList<>();

    private EarlySound(SpeechStage stage, SpeechInstance window, SpeechInstance one, Prose prose) {
        this.prose = prose;
        this.stage = stage;
        this.window = Spoken.by(stage, window);
        this.oneAfterAnother = Spoken.by(stage, one);
    }

    static void measure(
            SpeechStage stage,
            SpeechInstance window,
            SpeechInstance oneAfterAnother,
            Prose prose,
            Report report)
            throws IOException {
        new EarlySound(stage, window, oneAfterAnother, prose).measure(report);
    }

    private void measure(Report report) throws IOException {
        warmUp();
        afterAnother(EACH_OF_ONE);
        List<Latencies> each = new ArrayList<>();
        List<List<Long>> all = List.of(provider, first, firstOpen, whole, wholeOfOne);
        List<List<Latencies>> runs =
                all.stream().map(one -> (List<Latencies>) new ArrayList<Latencies>()).toList();
        for (int run = 0; run < RUNS; run++) {
            all.forEach(List::clear);
            for (int i = 0; i < EACH; i++) {
                once();
            }
            afterAnother(EACH_OF_ONE);
            for (int what = 0; what < all.size(); what++) {
                runs.get(what).add(Latencies.of(all.get(what)));
            }
        }
        runs.forEach(one -> each.add(Latencies.middle(one)));
        double alone = each.get(0).medianMillis();
        report.addMillis(
                "the provider alone, one short segment (baseline)",
                each.get(0),
                "asked for %d characters without the service".formatted(SHORT));
        report.addMillis(
                "first byte of 10,000 characters",
                each.get(1),
                over(each.get(1), alone) + " ms more than the provider; goal 15");
        report.addMillis(
                "the same, language and voice not named",
                each.get(2),
                over(each.get(2), alone) + " ms more than the provider");
        report.addMillis("all of it, one segment after another (baseline)", each.get(4), "");
        report.addMillis(
                "all of it",
                each.get(3),
                String.format(
                        Locale.ROOT,
                        "%.1f times as fast; goal 3",
                        each.get(4).medianMillis() / each.get(3).medianMillis()));
    }

    /** A service that has run for a while is what is meant. */
    private void warmUp() {
        Load.forAWhile(
                LISTENERS_TO_SHORT,
                WARM_UP_SHORT,
                listener -> window.hear(Spoken.body(prose.of(SHORT), "mp3")).status());
        Load.forAWhile(
                LISTENERS_TO_WARM_UP,
                WARM_UP,
                listener -> {
                    alone();
                    window.hear(Spoken.body(prose.of(CHARACTERS), "mp3"));
                    return window.hear(Spoken.openBody(prose.of(CHARACTERS))).status();
                });
    }

    private static String over(Latencies latencies, double alone) {
        return String.format(Locale.ROOT, "%.1f", latencies.medianMillis() - alone);
    }

    /** One of each, so that whatever else the machine does meets all alike. */
    private void once() throws IOException {
        provider.add(alone());
        Heard heard = window.hear(Spoken.body(prose.of(CHARACTERS), "mp3"));
        first.add(heard.firstByteNanos());
        whole.add(heard.wholeNanos());
        firstOpen.add(window.hear(Spoken.openBody(prose.of(CHARACTERS))).firstByteNanos());
    }

    private void afterAnother(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            wholeOfOne.add(
                    oneAfterAnother.hear(Spoken.body(prose.of(CHARACTERS), "mp3")).wholeNanos());
        }
    }

    private long alone() throws IOException {
        String body =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("Text", prose.of(SHORT))
                        .put("VoiceId", "Joanna")
                        .put("Engine", "standard")
                        .put("OutputFormat", "mp3")
                        .toString();
        try (Listener asker =
                Listener.post(
                        stage.voicePort(),
                        "/polly/v1/speech",
                        "AWS4-HMAC-SHA256 benchmark",
                        body)) {
            return Spoken.require(asker.listen()).wholeNanos();
        }
    }
}
