package app.feedtape.tts.marks;

import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.marks.SpokenTexts.Spoken;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds out the marks of segments: from the table, else from the provider, asked once a segment by
 * whoever is first over all instances. Nobody is charged for it, and no database connection is held
 * while the provider is awaited.
 */
@Component
class Marking {

    /** The gateway waits ten seconds; what was found out by then is kept for the next try. */
    private static final Duration WITHIN = Duration.ofSeconds(8);

    private static final Duration LOOK_EVERY = Duration.ofMillis(150);
    private static final int AT_ONCE = 3;

    private final SpokenTexts texts;
    private final MarkSource source;
    private final MarkPace pace;

    Marking(SpokenTexts texts, MarkSource source, MarkPace pace) {
        this.texts = texts;
        this.source = source;
        this.pace = pace;
    }

    /**
     * Text and marks of these sounds.
     *
     * @throws Refusal 503 SPEECH_UNAVAILABLE when some are not to be had in time
     */
    Map<String, Spoken> of(AudioAsset asset, Collection<String> storageKeys) {
        Map<String, Spoken> known = texts.find(storageKeys);
        // What others have asked before takes its time as well, once.
        boolean paced = !texts.wasRead(asset.id());
        List<String> open =
                known.keySet().stream()
                        .filter(key -> paced || !isMarked(known, key))
                        .sorted(Comparator.comparing(key -> isMarked(known, key)))
                        .toList();
        if (open.isEmpty()) {
            return known;
        }
        try {
            ask(asset, known, open);
        } catch (RuntimeException failure) {
            throw ErrorCode.SPEECH_UNAVAILABLE
                    .because("The times are not to be had at the moment.")
                    .withHeader("Retry-After", "5")
                    .causedBy(failure);
        }
        if (asset.state().equals("complete")) {
            texts.noteRead(asset.id());
        }
        return texts.find(storageKeys);
    }

    private void ask(AudioAsset asset, Map<String, Spoken> known, List<String> keys) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        ConcurrentLinkedQueue<String> open = new ConcurrentLinkedQueue<>(keys);
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        CountDownLatch working = new CountDownLatch(AT_ONCE);
        RequestContext context = RequestContext.current();
        for (int i = 0; i < AT_ONCE; i++) {
            Thread.ofVirtual()
                    .name("marks")
                    .start(() -> {
                        try (RequestContext.Scope _ = context.open()) {
                            for (String key = open.poll(); key != null; key = open.poll()) {
                                get(asset, known, key, deadline);
                            }
                        } catch (RuntimeException failed) {
                            failure.set(failed);
                            open.clear();
                        } finally {
                            working.countDown();
                        }
                    });
        }
        await(working);
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private static boolean isMarked(Map<String, Spoken> known, String key) {
        return Objects.requireNonNull(known.get(key)).marks() != null;
    }

    private void get(AudioAsset asset, Map<String, Spoken> known, String key, long deadline) {
        long started = System.nanoTime();
        if (!isMarked(known, key) && tryAsk(asset, known, key, deadline)) {
            pace.took(Duration.ofNanos(System.nanoTime() - started));
            return;
        }
        long now = System.nanoTime();
        pace.handOut(
                Duration.ofNanos(now - started),
                Duration.ofNanos(deadline - now).minus(WITHIN.dividedBy(4)));
    }

    /** Asks; false when somebody else did meanwhile, and has been told. */
    private boolean tryAsk(AudioAsset asset, Map<String, Spoken> known, String key, long deadline) {
        UUID asker = UUID.randomUUID();
        while (!texts.tryClaim(key, asker)) {
            if (isMarked(key)) {
                return false;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Somebody else has not found the times out");
            }
            pause(LOOK_EVERY);
        }
        try {
            String text = Objects.requireNonNull(known.get(key)).text();
            Duration within = Duration.ofNanos(deadline - System.nanoTime());
            texts.mark(key, source.ask(asset, text, within));
            return true;
        } finally {
            texts.giveUp(key, asker);
        }
    }

    private boolean isMarked(String key) {
        Spoken spoken = texts.find(List.of(key)).get(key);
        // Gone with its sound: there is nothing to wait for.
        return spoken == null || spoken.marks() != null;
    }

    private static void await(CountDownLatch working) {
        try {
            if (!working.await(WITHIN.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The provider does not answer in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
