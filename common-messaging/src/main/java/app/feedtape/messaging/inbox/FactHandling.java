package app.feedtape.messaging.inbox;

import app.feedtape.events.Fact;
import app.feedtape.events.FactType;
import app.feedtape.events.Topic.CleanUp;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.MalformedFact;
import app.feedtape.web.request.RequestContext;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.transaction.support.TransactionTemplate;

/** What happens to one record of a subscription: read, noted and handled in one transaction. */
final class FactHandling<F extends Fact> {

    private final FactSubscription<F> subscription;
    private final Inbox inbox;
    private final TransactionTemplate transaction;

    FactHandling(FactSubscription<F> subscription, Inbox inbox, TransactionTemplate transaction) {
        this.subscription = subscription;
        this.inbox = inbox;
        this.transaction = transaction;
    }

    /**
     * Handles a record once.
     *
     * @throws MalformedFact when it can never be read
     */
    void handle(ConsumerRecord<String, byte[]> record) {
        if (isErasure(record)) {
            return;
        }
        Envelope envelope = Envelope.read(record.headers());
        Optional<FactType> type = FactType.named(envelope.type());
        if (type.isEmpty() || !subscription.type().isAssignableFrom(type.get().record())) {
            return;
        }
        F fact = subscription.type().cast(FactJson.read(record.value(), type.get().record()));
        RequestContext context =
                RequestContext.accept(envelope.requestId(), envelope.traceparent());
        try (RequestContext.Scope _ = context.open()) {
            transaction.executeWithoutResult(status -> {
                if (inbox.tryRecord(subscription.consumer(), envelope.id())) {
                    subscription.handler().accept(fact);
                }
            });
        }
    }

    /**
     * A null value on a compacted topic says that the entity is erased; nobody who keeps facts
     * needs it.
     */
    private boolean isErasure(ConsumerRecord<String, byte[]> record) {
        return record.value() == null && subscription.topic().cleanUp() == CleanUp.COMPACT;
    }
}
