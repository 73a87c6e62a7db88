package app.feedtape.messaging.outbox;

import app.feedtape.events.Fact;
import app.feedtape.events.Topic;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.Pause;
import app.feedtape.web.time.TimeOrderedIds;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Says to every partition of a topic, twice a second, that nothing older is left unpublished. It
 * falls silent while something waits, or while database or broker cannot be asked: readers then ask
 * the owner.
 */
public final class Heartbeat implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration TOLERATED_WAIT = Duration.ofSeconds(1);

    private final Topic topic;
    private final IntFunction<Fact> beat;
    private final OutboxEvents events;
    private final KafkaConnection connection;
    private final CompletableFuture<Void> topics;
    private final Clock clock;
    private final TimeOrderedIds ids;
    private volatile boolean running;

    Heartbeat(
            Topic topic,
            IntFunction<Fact> beat,
            OutboxEvents events,
            KafkaConnection connection,
            CompletableFuture<Void> topics,
            Clock clock) {
        this.topic = topic;
        this.beat = beat;
        this.events = events;
        this.connection = connection;
        this.topics = topics;
        this.clock = clock;
        this.ids = new TimeOrderedIds(clock);
    }

    private void run() {
        while (running) {
            try (Producer<String, byte[]> producer = connection.producer()) {
                beat(producer);
            } catch (RuntimeException unreachable) {
                LOG.warn("No heartbeat on {}: {}", topic.topicName(), unreachable.toString());
                Pause.of(EVERY);
            }
        }
    }

    private void beat(Producer<String, byte[]> producer) {
        Future<?> previous = null;
        while (running) {
            // A broker that is away must find one round waiting when it is back, not thousands.
            if (previous == null || previous.isDone()) {
                previous = round(producer, previous);
            }
            Pause.of(EVERY);
        }
    }

    private @Nullable Future<?> round(
            Producer<String, byte[]> producer, @Nullable Future<?> previous) {
        try {
            if (events.isWaiting(topic.topicName(), TOLERATED_WAIT)) {
                return previous;
            }
            Future<?> last = null;
            for (int partition = 0; partition < topic.partitions(); partition++) {
                last = producer.send(record(partition));
            }
            return last;
        } catch (DataAccessException databaseAway) {
            LOG.debug("No heartbeat on {}: {}", topic.topicName(), databaseAway.toString());
            return previous;
        }
    }

    private ProducerRecord<String, byte[]> record(int partition) {
        Fact fact = beat.apply(partition);
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                        topic.topicName(),
                        partition,
                        fact.key(),
                        FactJson.write(fact).getBytes(StandardCharsets.UTF_8));
        new Envelope(
                        ids.next(),
                        fact.type(),
                        "/" + connection.serviceName(),
                        clock.instant(),
                        null,
                        null)
                .write(record.headers());
        return record;
    }

    @Override
    public void start() {
        running = true;
        topics.thenRun(() ->
                Thread.ofPlatform()
                        .daemon()
                        .name("heartbeat-" + topic.topicName())
                        .start(this::run));
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
