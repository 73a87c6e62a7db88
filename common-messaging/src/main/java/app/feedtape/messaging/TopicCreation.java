package app.feedtape.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Makes missing topics once the broker can be reached, however long that takes. Readers wait for
 * it; nothing else does, so that a service starts and answers without a broker.
 */
public final class TopicCreation implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaAdmin admin;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean running;

    TopicCreation(KafkaAdmin admin) {
        this.admin = admin;
    }

    /** Completes when every topic is there. */
    public CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().daemon().name("topic-creation").start(this::create);
    }

    private void create() {
        while (running && !done.isDone()) {
            try {
                if (!admin.initialize()) {
                    throw new IllegalStateException("the broker did not answer");
                }
                done.complete(null);
            } catch (RuntimeException unreachable) {
                LOG.warn("Topics could not be checked, trying again: {}", unreachable.toString());
                Pause.of(PAUSE);
            }
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1000;
    }
}
