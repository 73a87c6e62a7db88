package app.feedtape.localstack.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaEngineTest {
    @TempDir Path directory;

    @Test
    void aRecordIsThereAfterTheBrokerWasKilledAndStartedOnAnotherPort() throws Exception {
        var first = KafkaEngine.start(directory, Ports.free());
        try (var admin = Admin.create(servers(first));
                var producer =
                        new KafkaProducer<>(
                                servers(first), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>("kept", "k", "v")).get(30, TimeUnit.SECONDS);
        }
        first.kill();

        try (var second = KafkaEngine.start(directory, Ports.free());
                var consumer =
                        new KafkaConsumer<>(
                                servers(second),
                                new StringDeserializer(),
                                new StringDeserializer())) {
            var partition = List.of(new TopicPartition("kept", 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            assertThat(consumer.poll(Duration.ofSeconds(30)))
                    .singleElement()
                    .satisfies(found -> assertThat(found.value()).isEqualTo("v"));
        }
    }

    private static Map<String, Object> servers(KafkaEngine engine) {
        return Map.of("bootstrap.servers", engine.bootstrapServers());
    }
}
