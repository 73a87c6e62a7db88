package app.feedtape.benchmarks;

import app.feedtape.benchmarks.Listener.Heard;
import app.feedtape.benchmarks.SpeechInstance.Holdings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sound that is stored: how soon it comes, and what many who fetch it at once cost. */
final class StoredSound {

    private static final int RUNS = 5;
    private static final int EACH = 100;
    private static final int DOWNLOADS = 200;

    /** With the system's buffers less than the smaller of the files by far. */
    private static final int READ = 8_192;

    private final Spoken listener;
    private final Prose prose;
    private final Report report;

    private StoredSound(Spoken listener, Prose prose, Report report) {
        this.listener = listener;
        this.prose = prose;
        this.report = report;
    }

    static void measure(SpeechStage stage, SpeechInstance instance, Prose prose, Report report)
            throws IOException {
        new StoredSound(Spoken.by(stage, instance), prose, report).measure();
    }

    private void measure() throws IOException {
        String article = store(10_000, "mp3");
        for (int warmUp = 0; warmUp < 3 * EACH; warmUp++) {
            firstByte(article);
            firstByte("/api/tts/voices");
        }
        List<Latencies> plain = new ArrayList<>();
        List<Latencies> stored = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            plain.add(many("/api/tts/voices"));
            stored.add(many(article));
        }
        report.addMillis("GET /api/tts/voices, first byte (baseline)", Latencies.middle(plain), "");
        report.addMillis("a stored article, first byte", Latencies.middle(stored), "goal 10 ms");
        Holdings small = inTheMiddle("2,500 characters", store(2_500, "pcm"));
        Holdings large = inTheMiddle("10,000 characters", store(10_000, "pcm"));
        report.addFigure(
                "live heap for the larger file less that for the smaller",
                String.format(
                        Locale.ROOT, "%,d KiB", (large.liveBytes() - small.liveBytes()) / 1024));
    }

    /** The path of something that was spoken. */
    private String store(int characters, String format) throws IOException {
        Heard heard = listener.hear(Spoken.body(prose.of(characters), format));
        return heard.headers().getOrDefault("content-location", "");
    }

    private Latencies many(String path) throws IOException {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            nanos.add(firstByte(path));
        }
        return Latencies.of(nanos);
    }

    private long firstByte(String path) throws IOException {
        return listener.get(path).firstByteNanos();
    }

    /** What the instance holds while so many have begun and none has got all; then all go on. */
    private Holdings inTheMiddle(String what, String path) throws IOException {
        List<Listener> all = new ArrayList<>();
        Holdings holdings;
        Load.Result rest;
        try {
            for (int i = 0; i < DOWNLOADS; i++) {
                Listener one = listener.get(path, READ);
                all.add(one);
            }
            Load.once(
                    DOWNLOADS,
                    caller -> {
                        all.get(caller).hearABit(READ);
                        return 200;
                    });
            holdings = listener.instance().holdings();
            rest =
                    Load.once(
                            DOWNLOADS,
                            caller -> {
                                try (Listener whole = listener.get(path, 0)) {
                                    return whole.listen().status();
                                }
                            });
        } finally {
            for (Listener one : all) {
                one.hangUp();
            }
        }
        report.addFigure(
                "%d downloads of %s as pcm, all begun and none at its end"
                        .formatted(DOWNLOADS, what),
                holdings.toString());
        report.add("%d more beside them, to the end".formatted(DOWNLOADS), rest, "");
        return holdings;
    }
}
