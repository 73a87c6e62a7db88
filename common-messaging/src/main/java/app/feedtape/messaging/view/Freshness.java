package app.feedtape.messaging.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The last moment up to which everything said has certainly been read. A consumer whose broker is
 * gone, or which lags, just reads nothing for a while; so the broker is asked where the topic ends,
 * and that it answers counts as well as what it says. For the reader's thread.
 */
final class Freshness {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration BROKERS_PATIENCE = Duration.ofSeconds(1);

    private final Consumer<?, ?> consumer;
    private final List<TopicPartition> partitions;
    private long askedAt = System.nanoTime() - LOOK_EVERY.toNanos();
    private @Nullable Map<TopicPartition, Long> ends;

    Freshness(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
        this.consumer = consumer;
        this.partitions = partitions;
    }

    /**
     * @return a moment on the monotonic clock, once after each time the end was reached
     */
    @Nullable Long look() {
        Map<TopicPartition, Long> target = ends == null ? ask() : ends;
        if (target == null || isBefore(target)) {
            ends = target;
            return null;
        }
        ends = null;
        return askedAt;
    }

    private boolean isBefore(Map<TopicPartition, Long> target) {
        return target.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private @Nullable Map<TopicPartition, Long> ask() {
        long now = System.nanoTime();
        if (now - askedAt < LOOK_EVERY.toNanos()) {
            return null;
        }
        askedAt = now;
        try {
            return consumer.endOffsets(partitions, BROKERS_PATIENCE);
        } catch (TimeoutException brokerAway) {
            return null;
        }
    }
}
