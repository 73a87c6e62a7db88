package app.feedtape.messaging.outbox;

import app.feedtape.events.Fact;
import app.feedtape.events.Topic;
import app.feedtape.messaging.FactJson;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.time.TimeOrderedIds;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The only way a fact leaves a service: written in the transaction that makes it true, published
 * after the commit, in order per topic and key, at least once.
 */
public final class Outbox {

    /**
     * Brokers refuse records above 1 MiB; one that can never be sent must not stand before all
     * others.
     */
    private static final int MAXIMUM_PAYLOAD_CHARACTERS = 250_000;

    private final OutboxEvents events;
    private final Clock clock;
    private final TimeOrderedIds ids;
    private final Runnable nudge;

    Outbox(OutboxEvents events, Clock clock, Runnable nudge) {
        this.events = events;
        this.clock = clock;
        this.ids = new TimeOrderedIds(clock);
        this.nudge = nudge;
    }

    /**
     * Records facts in the running transaction, in this order and in one way to the database.
     * Transactions that publish under the same topic and key follow one another from here to their
     * commit, so take the lock of the entity first.
     *
     * @throws IllegalStateException when no transaction is running
     */
    public void publish(Fact... facts) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "A fact is published only inside the transaction that makes it true.");
        }
        append(Stream.of(facts).map(this::draft).toList());
    }

    private OutboxEvents.Draft draft(Fact fact) {
        String payload = FactJson.write(fact);
        if (payload.length() > MAXIMUM_PAYLOAD_CHARACTERS) {
            throw new IllegalArgumentException("Too large to publish: " + fact.type());
        }
        return draft(fact.topic(), fact.key(), fact.type(), payload);
    }

    /**
     * Records in the running transaction that an entity of a compacted topic is no more: the broker
     * forgets what was said of it.
     *
     * @throws IllegalStateException when no transaction is running
     */
    public void erase(Topic topic, String key) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "An entity is erased only inside the transaction that erases it.");
        }
        if (topic.cleanUp() != Topic.CleanUp.COMPACT) {
            throw new IllegalArgumentException("Forgets by itself: " + topic);
        }
        append(
                List.of(
                        draft(
                                topic,
                                key,
                                "app.feedtape.%s.erased.v1".formatted(topic.topicName()),
                                OutboxEvents.NOTHING)));
    }

    private OutboxEvents.Draft draft(Topic topic, String key, String type, String payload) {
        RequestContext context = RequestContext.current();
        return new OutboxEvents.Draft(
                ids.next(),
                topic.topicName(),
                key,
                type,
                clock.instant(),
                payload,
                context.traceparent(),
                context.requestId());
    }

    private void append(List<OutboxEvents.Draft> drafts) {
        events.append(drafts);
        nudgeAfterCommit();
    }

    private void nudgeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        nudge.run();
                    }
                });
    }
}
