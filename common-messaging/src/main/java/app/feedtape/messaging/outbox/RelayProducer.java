package app.feedtape.messaging.outbox;

import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.outbox.OutboxEvents.Draft;
import app.feedtape.messaging.outbox.OutboxEvents.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches in order. A Kafka transaction is used for its fencing alone: a batch of an instance
 * that lost the lease is refused instead of landing behind newer records of the same key, where
 * compaction would keep it. That effects happen once is the inbox's work, not Kafka's.
 */
final class RelayProducer {

    private final KafkaConnection connection;
    private @Nullable Producer<String, byte[]> producer;

    RelayProducer(KafkaConnection connection) {
        this.connection = connection;
    }

    /** Returns when the broker has all of them; throws when any of them may be missing. */
    void send(List<Event> events) {
        Producer<String, byte[]> open = open();
        open.beginTransaction();
        for (Event event : events) {
            open.send(record(event.draft()));
        }
        open.commitTransaction();
    }

    /** Does before there is anything to send what takes time the first time. */
    void prepare() {
        open();
    }

    private Producer<String, byte[]> open() {
        Producer<String, byte[]> open = producer;
        if (open == null) {
            open = connection.fencingProducer("relay-" + connection.serviceName());
            producer = open;
            open.initTransactions();
        }
        return open;
    }

    private ProducerRecord<String, byte[]> record(Draft draft) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                        draft.topic(),
                        draft.key(),
                        draft.payload().equals(OutboxEvents.NOTHING)
                                ? null
                                : draft.payload().getBytes(StandardCharsets.UTF_8));
        new Envelope(
                        draft.ceId(),
                        draft.ceType(),
                        "/" + connection.serviceName(),
                        draft.ceTime(),
                        draft.traceparent(),
                        draft.requestId())
                .write(record.headers());
        return record;
    }

    /**
     * After a failure, or when another instance publishes: the next batch begins with a new
     * producer.
     */
    void close() {
        Producer<String, byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
