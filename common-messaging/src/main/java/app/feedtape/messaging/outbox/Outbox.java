package app.feedtape.messaging.outbox;

import app.feedtape.events.Fact;
import app.feedtape.events.Topic;
import app.feedtape.messaging.FactJson;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.time.TimeOrderedIds;
import java.time.Clock;
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
     * Records a fact in the running transaction. Transactions that publish under the same topic and
     * key follow one another from here to their commit, so take the lock of the entity first.
     *
     * @throws IllegalStateException when no transaction is running
     */
    public void publish(Fact fact) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "A fact is published only inside the transaction that makes it true.");
        }
        String payload = FactJson.write(fact);
        if (payload.length() > MAXIMUM_PAYLOAD_CHARACTERS) {
            throw new IllegalArgumentException("Too large to publish: " + fact.type());
        }
        append(fact.topic(), fact.key(), fact.type(), payload);
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
                topic,
                key,
                "app.feedtape.%s.erased.v1".formatted(topic.topicName()),
                OutboxEvents.NOTHING);
    }

    private void append(Topic topic, String key, String type, String payload) {
        RequestContext context = RequestContext.current();
        events.append(
                new OutboxEvents.Draft(
                        ids.next(),
                        topic.topicName(),
                        key,
                        type,
                        clock.instant(),
                        payload,
                        context.traceparent(),
                        context.requestId()));
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
