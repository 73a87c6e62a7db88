package app.feedtape.billing.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a delivery that failed is tried again: nine tries within two days, each pause up to a fifth
 * shorter by chance, so that what failed together does not come back together. A receiver may ask
 * for a longer pause, of a day at most; never for more than the two days.
 */
final class RetrySchedule {

    static final List<Duration> PAUSES =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(14),
                    Duration.ofHours(16));

    static final Duration LONGEST = Duration.ofDays(2);

    private static final Duration LONGEST_ASKED_FOR = Duration.ofDays(1);
    private static final double CHANCE = 0.2;

    private RetrySchedule() {}

    /**
     * The next try; empty when that was the last.
     *
     * @param tries so far, at least one
     * @param begunAt of the first of them
     * @param askedFor what the receiver said in {@code Retry-After}
     * @param chance 0 to 1
     */
    static Optional<Instant> next(
            int tries, Instant begunAt, Instant now, @Nullable Duration askedFor, double chance) {
        Instant end = begunAt.plus(LONGEST);
        if (tries > PAUSES.size() || !now.isBefore(end)) {
            return Optional.empty();
        }
        Duration pause = shortened(PAUSES.get(tries - 1), chance);
        if (askedFor != null) {
            pause = longer(pause, shorter(askedFor, LONGEST_ASKED_FOR));
        }
        Instant next = now.plus(pause);
        return Optional.of(next.isAfter(end) ? end : next);
    }

    private static Duration shortened(Duration pause, double chance) {
        return Duration.ofMillis((long) (pause.toMillis() * (1 - CHANCE * chance)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
