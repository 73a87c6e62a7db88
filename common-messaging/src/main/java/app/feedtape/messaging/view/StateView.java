package app.feedtape.messaging.view;

import app.feedtape.events.EntitlementFact.Heartbeat;
import app.feedtape.events.Fact;
import app.feedtape.events.FactType;
import app.feedtape.events.Topic;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.MalformedFact;
import app.feedtape.messaging.TopicCreation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of every entity of a compacted topic, in this instance's memory. Asking never
 * blocks. A version that is not newer than the one at hand is dropped, whatever order records come
 * in.
 *
 * @param <K> the entity's id, as the topic's key says it
 * @param <V> what is kept of it
 */
public final class StateView<K, V> extends TopicView {

    private final Reading<?, K, V> reading;
    private final TopicReader reader;
    private final Map<K, Versioned<V>> entries = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<Change<K, V>>> listeners =
            new CopyOnWriteArrayList<>();
    private volatile List<Heard> heard = List.of();
    private volatile boolean live;

    /** How a fact becomes an entry. */
    record Reading<F extends Fact, K, V>(
            Class<F> type,
            Function<String, K> key,
            ToLongFunction<F> version,
            Function<F, V> keep) {

        Versioned<V> read(byte[] payload) {
            F fact = FactJson.read(payload, type);
            return new Versioned<>(version.applyAsLong(fact), keep.apply(fact));
        }
    }

    private record Versioned<V>(long version, V value) {}

    /** One entity changed; {@code before} is null when it is new, {@code now} when it is erased. */
    public record Change<K, V>(K key, @Nullable V before, @Nullable V now) {}

    StateView(
            Topic topic,
            Reading<?, K, V> reading,
            Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers,
            TopicCreation topics) {
        super(topic, topics);
        this.reading = reading;
        this.reader = new TopicReader(topic.topicName(), consumers, () -> null, new Entries());
    }

    /** What is known of an entity. */
    public Optional<V> find(K key) {
        return Optional.ofNullable(entries.get(key)).map(Versioned::value);
    }

    /** Everything that is known, as it is now. */
    public Map<K, V> snapshot() {
        Map<K, V> copy = new ConcurrentHashMap<>();
        entries.forEach((key, entry) -> copy.put(key, entry.value()));
        return Map.copyOf(copy);
    }

    /**
     * Has changes told as they are read, on the reader's thread: a listener is quick and does not
     * throw. It hears only what comes after it was added.
     */
    public void onChange(Consumer<Change<K, V>> listener) {
        listeners.add(listener);
    }

    /**
     * Whether the partition of this key brought a heartbeat that recently, with nothing left unread
     * behind it. Measured by this machine alone, so that clocks that differ do not matter.
     */
    public boolean isHeardWithin(K key, Duration bound) {
        List<Heard> partitions = heard;
        if (partitions.isEmpty()) {
            return false;
        }
        byte[] bytes = key.toString().getBytes(StandardCharsets.UTF_8);
        return partitions
                .get(Utils.toPositive(Utils.murmur2(bytes)) % partitions.size())
                .isWithin(bound);
    }

    @Override
    TopicReader reader() {
        return reader;
    }

    private final class Entries implements TopicReader.Sink {

        @Override
        public void begin(int partitions) {
            live = false;
            heard = Stream.generate(Heard::new).limit(partitions).toList();
        }

        @Override
        public void live() {
            live = true;
        }

        @Override
        public void accept(ConsumerRecord<String, byte[]> record) {
            try {
                take(record);
            } catch (MalformedFact | IllegalArgumentException unreadable) {
                passOver(record, unreadable);
            }
        }

        @Override
        public void atEndOf(int partition) {
            heard.get(partition).atEnd();
        }

        private void take(ConsumerRecord<String, byte[]> record) {
            Class<?> type =
                    Optional.ofNullable(Envelope.typeOf(record.headers()))
                            .flatMap(FactType::named)
                            .<Class<?>>map(FactType::record)
                            .orElse(Void.class);
            if (type == Heartbeat.class) {
                hear(record);
            } else if (record.value() == null && record.key() != null) {
                erase(reading.key().apply(record.key()));
            } else if (type == reading.type()) {
                put(reading.key().apply(record.key()), reading.read(record.value()));
            }
        }

        /** What was said before reading began says nothing about now. */
        private void hear(ConsumerRecord<String, byte[]> record) {
            if (live) {
                heard.get(record.partition()).beat(record.timestamp());
            }
        }

        private void put(K key, Versioned<V> entry) {
            Versioned<V> before = entries.get(key);
            if (before == null || before.version() < entry.version()) {
                entries.put(key, entry);
                tell(new Change<>(key, before == null ? null : before.value(), entry.value()));
            }
        }

        private void erase(K key) {
            Versioned<V> before = entries.remove(key);
            if (before != null) {
                tell(new Change<>(key, before.value(), null));
            }
        }

        private void tell(Change<K, V> change) {
            listeners.forEach(listener -> listener.accept(change));
        }
    }
}
