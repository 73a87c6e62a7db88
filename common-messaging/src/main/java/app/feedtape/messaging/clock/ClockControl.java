package app.feedtape.messaging.clock;

import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.Pause;
import app.feedtape.messaging.view.TopicReader;
import app.feedtape.web.time.AdjustableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Moves this instance's clock, and its database's, as the clock topic says, and confirms. Exists
 * only where the topic is configured: the local stack and system tests.
 */
final class ClockControl implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ClockControl.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String topic;
    private final AdjustableClock clock;
    private final Optional<OffsetStore> store;
    private final KafkaConnection connection;
    private final TopicReader reader;
    private final JsonMapper json =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();
    private ClockMove current = ClockMove.NONE;
    private @Nullable Producer<String, byte[]> producer;
    private volatile boolean running;

    ClockControl(
            String topic,
            AdjustableClock clock,
            Optional<OffsetStore> store,
            KafkaConnection connection) {
        this.topic = topic;
        this.clock = clock;
        this.store = store;
        this.connection = connection;
        this.reader = new TopicReader(topic, connection::groupless, () -> null, this::accept);
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        ClockMove move;
        try {
            move =
                    record.value() == null
                            ? ClockMove.NONE
                            : json.readValue(record.value(), ClockMove.class);
        } catch (JacksonException unreadable) {
            LOG.error("Not a move of the clock: offset {}", record.offset(), unreadable);
            return;
        }
        if (move.mayFollow(current)) {
            follow(move);
        } else if (move.revision() > current.revision()) {
            LOG.error("Refused to turn the clock back from {} to {}", current, move);
        }
    }

    private void follow(ClockMove move) {
        if (!untilDone(() -> store.ifPresent(it -> it.move(move.revision(), move.offset())))) {
            return;
        }
        clock.offsetBy(move.offset());
        current = move;
        LOG.info("The clock is {} ahead, revision {}", move.offset(), move.revision());
        untilDone(() -> confirm(move));
    }

    /**
     * Whoever moves the clock waits for every confirmation, so it is tried until the service stops.
     */
    private boolean untilDone(Runnable step) {
        while (running) {
            try {
                step.run();
                return true;
            } catch (RuntimeException notYet) {
                LOG.warn("The clock cannot follow yet: {}", notYet.toString());
                Pause.of(PAUSE);
            }
        }
        return false;
    }

    private void confirm(ClockMove move) {
        Producer<String, byte[]> open = producer;
        if (open == null) {
            open = connection.producer();
            producer = open;
        }
        String answer =
                json.writeValueAsString(
                        new ClockMove.Confirmation(connection.serviceName(), move.revision()));
        try {
            open.send(
                            new ProducerRecord<>(
                                    topic + "-confirmed",
                                    connection.serviceName(),
                                    answer.getBytes(StandardCharsets.UTF_8)))
                    .get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException refused) {
            throw new IllegalStateException("The move was not confirmed", refused);
        }
    }

    @Override
    public void start() {
        running = true;
        reader.start();
    }

    @Override
    public void stop() {
        running = false;
        reader.stop();
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return -900;
    }
}
