package app.feedtape.messaging.inbox;

import app.feedtape.events.Fact;
import app.feedtape.events.Topic;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.MalformedFact;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/** Where facts go that a consumer cannot take in, and the way back once it can. */
public final class DeadLetters implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final MeterRegistry metrics;
    private final Map<String, FactHandling<? extends Fact>> handlingByConsumer;
    private @Nullable Producer<String, byte[]> producer;

    DeadLetters(
            KafkaConnection connection,
            MeterRegistry metrics,
            Map<String, FactHandling<? extends Fact>> handlingByConsumer) {
        this.connection = connection;
        this.metrics = metrics;
        this.handlingByConsumer = handlingByConsumer;
    }

    /**
     * What a replay did.
     *
     * @param handled letters of this service that had their effect now, or had had it before
     * @param refused letters of this service that failed again and were put back
     */
    public record Replay(int handled, int refused) {}

    /** Puts a record aside. Throws when the broker did not take it: then it must be tried again. */
    void accept(ConsumerRecord<String, byte[]> record, String consumer, Throwable reason) {
        String destination = Topic.named(record.topic()).deadLetterName();
        put(DeadLetterRecord.of(record, destination, consumer, reason));
        metrics.counter("feedtape.dead.letters", "topic", record.topic(), "consumer", consumer)
                .increment();
        LOG.error(
                "Dead letter on {}: consumer {}, partition {}, offset {}",
                destination,
                consumer,
                record.partition(),
                record.offset(),
                reason);
    }

    /**
     * Hands every letter of this service's consumers to its handler again, through the inbox and
     * past the topic, so that nobody else sees an old fact as the newest. Letters that arrive
     * meanwhile are left for the next replay.
     */
    public Replay replay(Topic topic) {
        TopicPartition letters = new TopicPartition(topic.deadLetterName(), 0);
        int handled = 0;
        int refused = 0;
        try (Consumer<String, byte[]> reader =
                connection.remembering(connection.serviceName() + "-replay")) {
            reader.assign(Set.of(letters));
            long end = reader.endOffsets(Set.of(letters)).getOrDefault(letters, 0L);
            while (reader.position(letters) < end) {
                for (ConsumerRecord<String, byte[]> letter :
                        reader.poll(Duration.ofMillis(500)).records(letters)) {
                    FactHandling<? extends Fact> handling = handlingOf(letter);
                    if (letter.offset() >= end || handling == null) {
                        continue;
                    }
                    if (tryHandle(handling, letter)) {
                        handled++;
                    } else {
                        refused++;
                    }
                }
                reader.commitSync(
                        Map.of(
                                letters,
                                new OffsetAndMetadata(Math.min(end, reader.position(letters)))));
            }
        }
        return new Replay(handled, refused);
    }

    private @Nullable FactHandling<? extends Fact> handlingOf(
            ConsumerRecord<String, byte[]> letter) {
        String consumer = DeadLetterRecord.header(letter.headers(), DeadLetterRecord.CONSUMER);
        return consumer == null ? null : handlingByConsumer.get(consumer);
    }

    private boolean tryHandle(
            FactHandling<? extends Fact> handling, ConsumerRecord<String, byte[]> letter) {
        try {
            if (DeadLetterRecord.header(letter.headers(), DeadLetterRecord.OMITTED) != null) {
                throw new MalformedFact("its value was too large to be kept");
            }
            handling.handle(letter);
            return true;
        } catch (RuntimeException again) {
            if (TransientFailures.isTransient(again)) {
                throw again;
            }
            put(
                    new ProducerRecord<>(
                            letter.topic(), null, letter.key(), letter.value(), letter.headers()));
            return false;
        }
    }

    private void put(ProducerRecord<String, byte[]> letter) {
        try {
            send(letter);
        } catch (ExecutionException refused) {
            if (!(refused.getCause() instanceof RecordTooLargeException)) {
                throw new IllegalStateException("A dead letter could not be put aside", refused);
            }
            try {
                send(DeadLetterRecord.withoutValue(letter));
            } catch (ExecutionException again) {
                throw new IllegalStateException("A dead letter could not be put aside", again);
            }
        }
    }

    private void send(ProducerRecord<String, byte[]> letter) throws ExecutionException {
        try {
            open().send(letter).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        } catch (TimeoutException slow) {
            throw new IllegalStateException("A dead letter could not be put aside", slow);
        }
    }

    private synchronized Producer<String, byte[]> open() {
        Producer<String, byte[]> open = producer;
        if (open == null) {
            open = connection.producer();
            producer = open;
        }
        return open;
    }

    @Override
    public synchronized void destroy() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
