package app.feedtape.admin.account;

import app.feedtape.events.FactType;
import app.feedtape.events.Topic;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.MalformedFact;
import app.feedtape.messaging.view.TopicReader;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Empties the read model and reads its topics again from the beginning. The subscriptions go on
 * meanwhile: what they hear is newer than what is read again, and versions keep it so. The inbox
 * plays no part, for the same reason.
 */
@Service
class ReadModelRebuild {

    private static final Logger LOG = LoggerFactory.getLogger(ReadModelRebuild.class);
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final ReadModel model;
    private final KafkaConnection connection;
    private final AtomicBoolean running = new AtomicBoolean();

    ReadModelRebuild(ReadModel model, KafkaConnection connection) {
        this.model = model;
        this.connection = connection;
    }

    /**
     * Rows of the new read model. One rebuild at a time; 503 when the topics cannot be read through
     * in 50 s.
     */
    long rebuild() {
        if (!running.compareAndSet(false, true)) {
            throw ErrorCode.CONFLICT.because("The read model is being rebuilt already.");
        }
        try {
            model.empty();
            readAll();
            return model.count();
        } finally {
            running.set(false);
        }
    }

    private void readAll() {
        List<TopicReader> readers =
                ReadModelSubscriptions.TOPICS.stream().map(this::reader).toList();
        try {
            readers.forEach(TopicReader::start);
            CompletableFuture.allOf(
                            readers.stream()
                                    .map(TopicReader::caughtUp)
                                    .toArray(CompletableFuture<?>[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unfinished) {
            throw unavailable().causedBy(unfinished);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } finally {
            readers.forEach(TopicReader::stop);
        }
    }

    private static Refusal unavailable() {
        return ErrorCode.UPSTREAM_UNAVAILABLE
                .because(
                        "The topics could not be read through. The read model fills up meanwhile; try again.")
                .withHeader("Retry-After", "30");
    }

    private TopicReader reader(Topic topic) {
        return new TopicReader(topic.topicName(), connection::groupless, () -> null, this::take);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        String type = Envelope.typeOf(record.headers());
        if (record.value() == null || type == null) {
            return;
        }
        try {
            FactType.named(type)
                    .map(known -> FactJson.read(record.value(), known.record()))
                    .ifPresent(model::take);
        } catch (MalformedFact unreadable) {
            LOG.warn(
                    "Passed over on {}: partition {}, offset {}",
                    record.topic(),
                    record.partition(),
                    record.offset());
        }
    }
}
