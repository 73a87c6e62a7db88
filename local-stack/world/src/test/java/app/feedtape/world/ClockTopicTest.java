package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.localstack.engines.KafkaEngine;
import app.feedtape.localstack.engines.Ports;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ClockTopicTest {

    @TempDir Path data;

    @Test
    void aMoveIsAnsweredWhenAllServicesHaveConfirmedAndNamesThoseThatHaveNot() throws Exception {
        try (KafkaEngine kafka = KafkaEngine.start(data.resolve("kafka"), Ports.free());
                TestWorld world =
                        new TestWorld(
                                data.resolve("world"),
                                Map.of(
                                        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                                        "FEEDTAPE_CLOCK_TOPIC", "clock",
                                        "FEEDTAPE_CLOCK_CONFIRMATIONS",
                                                "auth-service, feed-service"));
                Services services = new Services(kafka.bootstrapServers())) {
            HttpResponse<String> confirmed = world.postJson("/clock", "{\"advance\": \"PT2H\"}");

            assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(200);
            JsonNode answer = TestWorld.json(confirmed);
            assertThat(answer.path("confirmed").toString())
                    .isEqualTo("[\"auth-service\",\"feed-service\"]");
            assertThat(answer.path("offset_ms").asLong()).isEqualTo(Duration.ofHours(2).toMillis());

            services.feedConfirms.set(false);
            HttpResponse<String> incomplete = world.postJson("/clock", "{\"reset\": true}");

            assertThat(incomplete.statusCode()).isEqualTo(504);
            assertThat(TestWorld.json(incomplete).path("missing").toString())
                    .isEqualTo("[\"feed-service\"]");
            assertThat(services.read)
                    .containsExactly(
                            "clock {\"revision\":1,\"offset_ms\":7200000}",
                            "clock {\"revision\":2,\"offset_ms\":0,\"reset\":true}");
        }
    }

    /**
     * Two services in one thread: they read the topic from its beginning and confirm what they
     * read.
     */
    private static final class Services implements AutoCloseable {

        final List<String> read = new CopyOnWriteArrayList<>();
        final AtomicBoolean feedConfirms = new AtomicBoolean(true);
        private final Map<String, Object> servers;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread;

        Services(String bootstrapServers) {
            servers = Map.of("bootstrap.servers", bootstrapServers);
            thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            try (var consumer =
                            new KafkaConsumer<>(
                                    servers, new StringDeserializer(), new StringDeserializer());
                    var producer =
                            new KafkaProducer<>(
                                    servers, new StringSerializer(), new StringSerializer())) {
                List<TopicPartition> partitions = List.of(new TopicPartition("clock", 0));
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                while (!stopped.get()) {
                    for (ConsumerRecord<String, String> move :
                            consumer.poll(Duration.ofMillis(100))) {
                        read.add(move.key() + " " + move.value());
                        confirm(
                                producer,
                                TestWorld.JSON.readTree(move.value()).path("revision").asLong());
                    }
                }
            }
        }

        private void confirm(KafkaProducer<String, String> producer, long revision) {
            List<String> names =
                    feedConfirms.get()
                            ? List.of("auth-service", "feed-service")
                            : List.of("auth-service");
            for (String name : names) {
                producer.send(
                        new ProducerRecord<>(
                                "clock-confirmed",
                                name,
                                "{\"service\": \"%s\", \"revision\": %d}"
                                        .formatted(name, revision)));
            }
            producer.flush();
        }

        @Override
        public void close() throws InterruptedException {
            stopped.set(true);
            thread.join();
        }
    }
}
