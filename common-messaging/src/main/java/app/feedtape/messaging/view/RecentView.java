package app.feedtape.messaging.view;

import app.feedtape.events.Fact;
import app.feedtape.events.FactType;
import app.feedtape.events.Topic;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.MalformedFact;
import app.feedtape.messaging.TopicCreation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The facts of one kind that happened within a window, such as the sessions ended within one
 * access-token lifetime, in this instance's memory. At start exactly the window is read. Asking
 * never blocks.
 *
 * @param <K> what a fact is found by
 * @param <F> the fact
 */
public final class RecentView<K, F extends Fact> extends TopicView {

    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private final Class<F> type;
    private final Function<F, K> key;
    private final Function<F, Instant> happenedAt;
    private final Comparator<F> order;
    private final Duration window;
    private final Clock clock;
    private final TopicReader reader;
    private final Map<K, F> entries = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<F>> listeners = new CopyOnWriteArrayList<>();
    private long sweepAt = System.nanoTime();

    RecentView(
            Topic topic,
            Class<F> type,
            Duration window,
            Function<F, K> key,
            Function<F, Instant> happenedAt,
            Comparator<F> order,
            Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers,
            Clock clock,
            TopicCreation topics) {
        super(topic, topics);
        this.type = type;
        this.window = window;
        this.key = key;
        this.happenedAt = happenedAt;
        this.order = order;
        this.clock = clock;
        // Records carry the machine's time, which the clock control does not move.
        Clock brokerTime = Clock.systemUTC();
        this.reader =
                new TopicReader(
                        topic.topicName(),
                        consumers,
                        () -> brokerTime.instant().minus(window),
                        this::accept);
    }

    /** The fact, if it happened within the window. */
    public Optional<F> find(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** Has each new fact told on the reader's thread: a listener is quick and does not throw. */
    public void onFact(Consumer<F> listener) {
        listeners.add(listener);
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        String name = Envelope.typeOf(record.headers());
        if (name == null || FactType.named(name).filter(it -> it.record() == type).isEmpty()) {
            return;
        }
        try {
            F fact = FactJson.read(record.value(), type);
            entries.merge(key.apply(fact), fact, this::later);
            listeners.forEach(listener -> listener.accept(fact));
        } catch (MalformedFact unreadable) {
            passOver(record, unreadable);
        }
        sweep();
    }

    /** A window that is read again after a failure brings old facts after newer ones. */
    private F later(F known, F read) {
        return order.compare(read, known) < 0 ? known : read;
    }

    private void sweep() {
        if (System.nanoTime() - sweepAt >= 0) {
            sweepAt = System.nanoTime() + SWEEP_EVERY.toNanos();
            Instant oldest = clock.instant().minus(window);
            entries.values().removeIf(fact -> happenedAt.apply(fact).isBefore(oldest));
        }
    }

    @Override
    TopicReader reader() {
        return reader;
    }
}
