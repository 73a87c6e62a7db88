package app.feedtape.benchmarks;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Heartbeat;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.Fact;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import app.feedtape.events.Topic;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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

/** Billing as gateways hear it: everybody has the pro plan, 300 calls a minute. */
final class Entitled implements AutoCloseable {

    private static final Limits UNLIMITED =
            new Limits(null, null, List.of("standard", "neural"), null, null, null, true, null);
    private static final long BEAT_MILLIS = 500;

    private final Clock clock = Clock.systemUTC();
    private final List<UUID> payers;
    private final KafkaProducer<String, byte[]> producer;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();

    Entitled(String servers, List<UUID> payers) {
        this.payers = payers;
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "linger.ms", 5),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    void publish() {
        Map<String, Rate> rates = Map.of("api", new Rate(300, 60));
        send(null, new PlanChanged("pro", 1, "Pro", UNLIMITED, List.of("api_access"), rates));
        Instant now = clock.instant();
        for (UUID payer : payers) {
            send(
                    null,
                    new EntitlementChanged(
                            payer,
                            1,
                            "pro",
                            1,
                            "active",
                            "stripe",
                            UUID.randomUUID(),
                            null,
                            null,
                            Overrides.NONE,
                            now));
        }
        producer.flush();
        heart.scheduleWithFixedDelay(this::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
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
