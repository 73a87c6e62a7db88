package app.feedtape.tts.ledger;

import app.feedtape.messaging.inbox.TransientFailures;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Four tries at most, with growing pauses of random length between them, and none that would begin
 * more than three seconds after the first: a listener may be waiting for the first byte.
 */
final class BookingRetry {

    private static final Logger LOG = LoggerFactory.getLogger(BookingRetry.class);
    private static final int TRIES = 4;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final Duration NONE_AFTER = Duration.ofSeconds(3);

    private BookingRetry() {}

    static <T> T run(Supplier<T> work) {
        long started = System.nanoTime();
        for (int tried = 1; ; tried++) {
            try {
                return work.get();
            } catch (RuntimeException failure) {
                long pause = pause(tried);
                long next = System.nanoTime() - started + pause * 1_000_000;
                if (tried == TRIES
                        || next > NONE_AFTER.toNanos()
                        || !TransientFailures.isTransient(failure)) {
                    throw failure;
                }
                LOG.warn("Booked again in {} ms: {}", pause, failure.getMessage());
                sleep(pause, failure);
            }
        }
    }

    private static long pause(int tried) {
        long most = FIRST_PAUSE_MILLIS << (2 * (tried - 1));
        return ThreadLocalRandom.current().nextLong(most / 2, most);
    }

    private static void sleep(long millis, RuntimeException failure) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
