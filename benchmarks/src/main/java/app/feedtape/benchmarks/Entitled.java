package app.feedtape.benchmarks;

import app.feedtape.events.EntitlementFact.Heartbeat;
import app.feedtape.events.Fact;
import app.feedtape.events.Topic;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Billing as others hear it: whoever is named has the pro plan. */
final class Entitled implements AutoCloseable {

    private static final long BEAT_MILLIS = 500;

    private final Clock clock = Clock.systemUTC();
    private final KafkaProducer<String, byte[]> producer;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();

    Entitled(String servers) {
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "linger.ms", 5),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    /** The topics are there once a service was ready. */
    void begin() {
        send(null, ProPlan.plan());
        heart.scheduleWithFixedDelay(this::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    void entitle(Collection<UUID> payers) {
        payers.forEach(payer -> send(null, ProPlan.of(payer)));
        producer.flush();
    }

    private void beat() {
        for (int partition = 0; partition < Topic.ENTITLEMENT.partitions(); partition++) {
            send(partition, new Heartbeat(partition, clock.instant()));
        }
    }

    private void send(@Nullable Integer partition, Fact fact) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                        fact.topic().topicName(),
                        partition,
                        fact.key(),
                        FactJson.write(fact).getBytes(StandardCharsets.UTF_8));
        new Envelope(UUID.randomUUID(), fact.type(), "billing-service", clock.instant(), null, null)
                .write(record.headers());
        producer.send(record);
    }

    @Override
    public void close() {
        heart.shutdownNow();
        producer.close();
    }
}
