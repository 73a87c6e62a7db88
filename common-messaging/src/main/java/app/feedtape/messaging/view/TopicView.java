package app.feedtape.messaging.view;

import app.feedtape.events.Topic;
import app.feedtape.messaging.TopicCreation;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** A topic in this instance's memory; what readiness asks of every view. */
public abstract sealed class TopicView implements SmartLifecycle permits StateView, RecentView {

    private static final Logger LOG = LoggerFactory.getLogger(TopicView.class);

    private final Topic topic;
    private final TopicCreation topics;
    private volatile boolean running;

    TopicView(Topic topic, TopicCreation topics) {
        this.topic = topic;
        this.topics = topics;
    }

    abstract TopicReader reader();

    /** The topic it is read from. */
    public final String topic() {
        return topic.topicName();
    }

    /** Whether everything that stood in the topic when reading began has been read. */
    public final boolean isCaughtUp() {
        return reader().caughtUp().isDone();
    }

    /**
     * Whether everything said up to a moment within {@code bound} has been read, by the broker's
     * own word: a view whose broker is gone, or which lags, is not current. To be asked before what
     * is looked up.
     */
    public final boolean isCurrentWithin(Duration bound) {
        return reader().isCurrentWithin(bound);
    }

    static void passOver(ConsumerRecord<String, byte[]> record, RuntimeException unreadable) {
        LOG.error(
                "Passed over on {}: partition {}, offset {}",
                record.topic(),
                record.partition(),
                record.offset(),
                unreadable);
    }

    /** Views begin before anything that asks them, and end after it. */
    @Override
    public final int getPhase() {
        return -500;
    }

    @Override
    public final void start() {
        running = true;
        topics.done().thenRun(reader()::start);
    }

    @Override
    public final void stop() {
        running = false;
        reader().stop();
    }

    @Override
    public final boolean isRunning() {
        return running;
    }
}
