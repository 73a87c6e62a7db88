package app.feedtape.messaging.outbox;

import app.feedtape.events.Fact;
import app.feedtape.events.Topic;
import app.feedtape.messaging.KafkaConnection;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Makes the heartbeat of a topic; declare it as a bean in the service that owns the topic. */
public final class Heartbeats {

    private final OutboxEvents events;
    private final KafkaConnection connection;
    private final CompletableFuture<Void> topics;
    private final Clock clock;

    Heartbeats(
            OutboxEvents events,
            KafkaConnection connection,
            CompletableFuture<Void> topics,
            Clock clock) {
        this.events = events;
        this.connection = connection;
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * @param beat the fact to say to a partition
     */
    public Heartbeat on(Topic topic, IntFunction<Fact> beat) {
        return new Heartbeat(topic, beat, events, connection, topics, clock);
    }
}
