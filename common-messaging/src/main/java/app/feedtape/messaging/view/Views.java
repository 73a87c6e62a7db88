package app.feedtape.messaging.view;

import app.feedtape.events.Fact;
import app.feedtape.events.Topic;
import app.feedtape.events.Topic.CleanUp;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.TopicCreation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Makes views; each is declared as a bean, which starts, stops and readies it with the service. */
public final class Views {

    private final KafkaConnection connection;
    private final TopicCreation topics;
    private final Clock clock;

    Views(KafkaConnection connection, TopicCreation topics, Clock clock) {
        this.connection = connection;
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * The newest fact of every entity of a compacted topic.
     *
     * @param key reads the record's key, for example {@code UUID::fromString}
     */
    public <K, F extends Fact> StateView<K, F> state(
            Topic topic, Class<F> type, Function<String, K> key, ToLongFunction<F> version) {
        return state(topic, type, key, version, fact -> fact);
    }

    /**
     * The same, keeping only what is needed of each fact.
     *
     * @param keep never null
     */
    public <K, F extends Fact, V> StateView<K, V> state(
            Topic topic,
            Class<F> type,
            Function<String, K> key,
            ToLongFunction<F> version,
            Function<F, V> keep) {
        if (topic.cleanUp() != CleanUp.COMPACT) {
            throw new IllegalArgumentException(topic + " does not keep state");
        }
        return new StateView<>(
                topic,
                new StateView.Reading<>(type, key, version, keep),
                connection::groupless,
                topics);
    }

    /** The facts of one kind that happened within {@code window}. */
    public <K, F extends Fact> RecentView<K, F> recent(
            Topic topic,
            Class<F> type,
            Duration window,
            Function<F, K> key,
            Function<F, Instant> happenedAt) {
        return recent(topic, type, window, key, happenedAt, Comparator.comparing(happenedAt));
    }

    /**
     * The same for facts that have a version, which says better than any time which of two is
     * newer: a time may be that of a transaction's beginning, and versions are given at its end.
     */
    public <K, F extends Fact> RecentView<K, F> recent(
            Topic topic,
            Class<F> type,
            Duration window,
            Function<F, K> key,
            Function<F, Instant> happenedAt,
            ToLongFunction<F> version) {
        return recent(topic, type, window, key, happenedAt, Comparator.comparingLong(version));
    }

    private <K, F extends Fact> RecentView<K, F> recent(
            Topic topic,
            Class<F> type,
            Duration window,
            Function<F, K> key,
            Function<F, Instant> happenedAt,
            Comparator<F> order) {
        return new RecentView<>(
                topic, type, window, key, happenedAt, order, connection::groupless, clock, topics);
    }
}
