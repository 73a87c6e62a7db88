package app.feedtape.benchmarks;

import app.feedtape.benchmarks.SpeechInstance.Holdings;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Listeners who hang up: before the head, in the middle of the sound, politely or not. What the
 * instance holds afterwards is what it held before.
 */
final class HangUps {

    private static final int WARM_UP = 400;
    private static final int LOOKS = 5;
    private static final int BETWEEN = 400;
    private static final int AT_ONCE = 16;
    private static final int CHARACTERS = 3_000;
    private static final int LONGEST_WAIT = 700;
    private static final int MOST_BYTES = 400_000;
    private static final int SETTLE_MILLIS = 30_000;

    private final SpeechStage stage;
    private final SpeechInstance instance;
    private final Prose prose;

    private HangUps(SpeechStage stage, SpeechInstance instance, Prose prose) {
        this.stage = stage;
        this.instance = instance;
        this.prose = prose;
    }

    static void measure(SpeechStage stage, SpeechInstance instance, Prose prose, Report report)
            throws IOException {
        new HangUps(stage, instance, prose).measure(report);
    }

    private void measure(Report report) throws IOException {
        abandon(WARM_UP);
        report.addFigure(
                "after %d abandoned requests (baseline)".formatted(WARM_UP), settled().toString());
        List<Holdings> all = new ArrayList<>();
        for (int look = 1; look <= LOOKS; look++) {
            abandon(BETWEEN);
            all.add(settled());
            report.addFigure("after %,d more".formatted(look * BETWEEN), all.getLast().toString());
        }
    }

    private void abandon(int requests) {
        Load.once(
                AT_ONCE,
                caller -> {
                    Random random = new Random(caller);
                    for (int i = 0; i < requests / AT_ONCE; i++) {
                        abandon(random);
                    }
                    return 200;
                });
    }

    private void abandon(Random random) throws IOException, InterruptedException {
        Spoken listener = Spoken.by(stage, instance);
        Listener call = listener.begin(Spoken.body(prose.of(CHARACTERS), "mp3"));
        boolean early = random.nextInt(3) == 0;
        if (early) {
            Thread.sleep(random.nextInt(LONGEST_WAIT));
        } else {
            try {
                call.hearABit(random.nextInt(MOST_BYTES));
            } catch (EOFException wholeAlready) {
                // Heard to its end before hanging up.
            }
        }
        if (random.nextBoolean()) {
            call.hangUp();
        } else {
            call.close();
        }
    }

    /** As soon as all that goes on without a listener has ended. */
    private Holdings settled() throws IOException {
        try {
            Thread.sleep(SETTLE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return instance.holdings();
    }
}
