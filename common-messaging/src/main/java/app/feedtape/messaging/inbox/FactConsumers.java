package app.feedtape.messaging.inbox;

import app.feedtape.events.Fact;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.MalformedFact;
import app.feedtape.messaging.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/** Runs every declared subscription from the moment the topics are there. */
final class FactConsumers implements SmartLifecycle {

    /** How often a fact is tried that fails for a reason of its own. */
    static final int ATTEMPTS = 5;

    /** And one that the database gives up each time, because it takes too long. */
    private static final int TRIES_OF_WHAT_TAKES_TOO_LONG = 12;

    private static final Logger LOG = LoggerFactory.getLogger(FactConsumers.class);
    private static final Duration CLEAN_UP_EVERY = Duration.ofHours(1);

    private final List<FactSubscription<? extends Fact>> subscriptions;
    private final Map<String, FactHandling<? extends Fact>> handlingByConsumer;
    private final KafkaConnection connection;
    private final DeadLetters deadLetters;
    private final Inbox inbox;
    private final CompletableFuture<Void> topics;
    private final List<ConcurrentMessageListenerContainer<String, byte[]>> containers =
            new CopyOnWriteArrayList<>();
    private volatile boolean running;

    FactConsumers(
            List<FactSubscription<? extends Fact>> subscriptions,
            Map<String, FactHandling<? extends Fact>> handlingByConsumer,
            KafkaConnection connection,
            DeadLetters deadLetters,
            Inbox inbox,
            CompletableFuture<Void> topics) {
        this.subscriptions = subscriptions;
        this.handlingByConsumer = handlingByConsumer;
        this.connection = connection;
        this.deadLetters = deadLetters;
        this.inbox = inbox;
        this.topics = topics;
    }

    @Override
    public void start() {
        running = true;
        topics.thenRun(this::startContainers)
                .exceptionally(failure -> {
                    LOG.error("The consumers did not start", failure);
                    return null;
                });
        if (!subscriptions.isEmpty()) {
            Thread.ofVirtual().name("inbox-clean-up").start(this::cleanUp);
        }
    }

    private synchronized void startContainers() {
        if (running && containers.isEmpty()) {
            subscriptions.forEach(subscription -> containers.add(container(subscription)));
            containers.forEach(ConcurrentMessageListenerContainer::start);
        }
    }

    private ConcurrentMessageListenerContainer<String, byte[]> container(
            FactSubscription<? extends Fact> subscription) {
        ContainerProperties properties = new ContainerProperties(subscription.topic().topicName());
        properties.setGroupId(subscription.consumer());
        properties.setAckMode(AckMode.RECORD);
        properties.setMissingTopicsFatal(false);
        FactHandling<? extends Fact> handling = handling(subscription);
        MessageListener<String, byte[]> listener = handling::handle;
        properties.setMessageListener(listener);
        ConcurrentMessageListenerContainer<String, byte[]> container =
                new ConcurrentMessageListenerContainer<>(
                        new DefaultKafkaConsumerFactory<>(connection.consumerSettings()),
                        properties);
        container.setBeanName(subscription.consumer());
        container.setCommonErrorHandler(errorHandler(subscription.consumer()));
        return container;
    }

    private FactHandling<? extends Fact> handling(FactSubscription<? extends Fact> subscription) {
        FactHandling<? extends Fact> handling = handlingByConsumer.get(subscription.consumer());
        if (handling == null) {
            throw new IllegalStateException("No handling for " + subscription.consumer());
        }
        return handling;
    }

    @SuppressWarnings("unchecked")
    private DefaultErrorHandler errorHandler(String consumer) {
        DefaultErrorHandler handler =
                new DefaultErrorHandler(
                        (record, failure) ->
                                deadLetters.accept(
                                        (ConsumerRecord<String, byte[]>) record, consumer, failure),
                        new FixedBackOff(200, ATTEMPTS - 1));
        handler.addNotRetryableExceptions(MalformedFact.class);
        handler.setBackOffFunction((record, failure) -> backOff(failure));
        handler.setLogLevel(KafkaException.Level.WARN);
        handler.setCommitRecovered(true);
        return handler;
    }

    /**
     * What passes is waited for. A statement that takes too long may do so for ever, and all that
     * comes after it would wait too: a few minutes, no longer. Null means few tries.
     */
    static @Nullable BackOff backOff(Throwable failure) {
        if (TransientFailures.isTimeOut(failure)) {
            return new FixedBackOff(5_000, TRIES_OF_WHAT_TAKES_TOO_LONG);
        }
        return TransientFailures.isTransient(failure) ? withoutEnd() : null;
    }

    private static BackOff withoutEnd() {
        ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
        backOff.setMaxInterval(2_000);
        return backOff;
    }

    private void cleanUp() {
        while (running) {
            try {
                if (inbox.forgetOld() == 0) {
                    Pause.of(CLEAN_UP_EVERY);
                }
            } catch (RuntimeException failure) {
                LOG.warn("The inbox could not be cleaned up: {}", failure.toString());
                Pause.of(CLEAN_UP_EVERY);
            }
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        containers.forEach(ConcurrentMessageListenerContainer::stop);
        containers.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
