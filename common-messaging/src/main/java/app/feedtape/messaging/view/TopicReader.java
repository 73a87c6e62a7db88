package app.feedtape.messaging.view;

import app.feedtape.messaging.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every partition of a topic on a thread of its own, outside any group: each instance sees
 * everything, and nothing is committed. After a failure it begins again, so whatever it feeds must
 * bear repetition.
 */
public final class TopicReader {

    /** What is fed. */
    public interface Sink {
        /** One record, in order within its partition. */
        void accept(ConsumerRecord<String, byte[]> record);

        /** All that the broker had of this partition when last asked has been handed over. */
        default void atEndOf(int partition) {}

        /** Reading begins with this many partitions. */
        default void begin(int partitions) {}

        /** Everything that stood in the topic when reading began has been handed over. */
        default void live() {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final String topic;
    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Supplier<@Nullable Instant> since;
    private final Sink sink;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private volatile long currentAt;
    private volatile boolean running;
    private volatile @Nullable Consumer<String, byte[]> reading;

    /**
     * @param since where to begin by the broker's time; null for the beginning
     */
    public TopicReader(
            String topic,
            Supplier<Consumer<String, byte[]>> consumers,
            Supplier<@Nullable Instant> since,
            Sink sink) {
        this.topic = topic;
        this.consumers = consumers;
        this.since = since;
        this.sink = sink;
    }

    /** Completes once everything that stood in the topic at the start has been read. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp;
    }

    public String topic() {
        return topic;
    }

    /** Whether everything said up to a moment within {@code bound} has certainly been read. */
    boolean isCurrentWithin(Duration bound) {
        return caughtUp.isDone() && System.nanoTime() - currentAt <= bound.toNanos();
    }

    /** Begins reading. */
    public void start() {
        running = true;
        Thread.ofPlatform().daemon().name("view-" + topic).start(this::run);
    }

    /** Ends reading. */
    public void stop() {
        running = false;
        Consumer<String, byte[]> consumer = reading;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private void run() {
        while (running) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                reading = consumer;
                read(consumer);
            } catch (WakeupException stopping) {
                LOG.debug("No longer reading {}", topic);
            } catch (RuntimeException failure) {
                LOG.warn("Reading {} begins again: {}", topic, failure.toString());
                Pause.of(PAUSE_AFTER_FAILURE);
            } finally {
                reading = null;
            }
        }
    }

    private void read(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("There is no topic " + topic);
        }
        consumer.assign(partitions);
        seek(consumer, partitions);
        sink.begin(partitions.size());
        long askedAt = System.nanoTime();
        catchUp(consumer, consumer.endOffsets(partitions));
        currentAt = askedAt;
        sink.live();
        caughtUp.complete(null);
        Freshness freshness = new Freshness(consumer, partitions);
        while (running) {
            consumer.poll(POLL).forEach(sink::accept);
            partitions.forEach(partition -> tellEnd(consumer, partition));
            Long upTo = freshness.look();
            currentAt = upTo == null ? currentAt : upTo;
        }
    }

    private void catchUp(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> target) {
        while (running
                && target.entrySet().stream()
                        .anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
            consumer.poll(POLL).forEach(sink::accept);
        }
        LOG.info("Caught up with {}", topic);
    }

    private void tellEnd(Consumer<String, byte[]> consumer, TopicPartition partition) {
        if (consumer.currentLag(partition).orElse(Long.MAX_VALUE) == 0) {
            sink.atEndOf(partition.partition());
        }
    }

    private void seek(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        Instant start = since.get();
        if (start == null) {
            consumer.seekToBeginning(partitions);
            return;
        }
        Map<TopicPartition, OffsetAndTimestamp> found =
                consumer.offsetsForTimes(
                        partitions.stream()
                                .collect(
                                        Collectors.toMap(
                                                partition -> partition,
                                                partition -> start.toEpochMilli())));
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            if (first == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, first.offset());
            }
        }
    }
}
