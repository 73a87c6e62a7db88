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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Reads the topics of the read model again from the beginning, over the rows there are, and only
 * when that has succeeded removes those that nothing spoke of. The subscriptions go on meanwhile:
 * what they hear is newer than what is read again, and versions keep it so. The inbox plays no
 * part, for the same reason.
 */
@Service
class ReadModelRebuild {

    private static final Logger LOG = LoggerFactory.getLogger(ReadModelRebuild.class);
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final ReadModel model;
    private final KafkaConnection connection;
    private final RebuildLock lock;

    ReadModelRebuild(ReadModel model, KafkaConnection connection, RebuildLock lock) {
        this.model = model;
        this.connection = connection;
        this.lock = lock;
    }

    /**
     * Rows of the new read model. One rebuild at a time; 503 when the topics cannot be read through
     * in 50 s altogether, and then nothing is lost.
     */
    long rebuild() {
        return rebuild(PATIENCE);
    }

    long rebuild(Duration patience) {
        return lock.tryHold(() -> rebuildLocked(patience))
                .orElseThrow(() ->
                        ErrorCode.CONFLICT.because("The read model is being rebuilt already."));
    }

    private long rebuildLocked(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        long run = model.beginRun();
        readAll(deadline);
        if (model.forgetUnheard(run) > 0) {
            // A row with a version that no fact ever had stood in the way of its own facts.
            readAll(deadline);
        }
        return model.count();
    }

    private void readAll(long deadline) {
        List<TopicReader> readers =
                ReadModelSubscriptions.TOPICS.stream().map(this::reader).toList();
        try {
            readers.forEach(TopicReader::start);
            CompletableFuture.allOf(
                            readers.stream()
                                    .map(TopicReader::caughtUp)
                                    .toArray(CompletableFuture<?>[]::new))
                    .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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
                        "The topics could not be read through. The read model is as it was; try again.")
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
                    .ifPresent(model::takeAgain);
        } catch (MalformedFact unreadable) {
            LOG.warn(
                    "Passed over on {}: partition {}, offset {}",
                    record.topic(),
                    record.partition(),
                    record.offset());
        }
    }
}
