package app.feedtape.messaging.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.TestService;
import app.feedtape.web.time.AdjustableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class ClockControlTest {

    private static final TestService.Engines ENGINES = TestService.Shared.ENGINES;

    @Test
    void everyMoveIsFollowedByClockAndDatabaseAndConfirmed() throws Exception {
        createTopics("clock-a");
        String schema = ENGINES.newSchema();
        try (var service = start(schema, "clock-a");
                Producer<String, byte[]> producer =
                        service.getBean(KafkaConnection.class).producer()) {
            AdjustableClock clock = service.getBean(AdjustableClock.class);
            move(producer, "clock-a", "{\"revision\":1,\"offset_ms\":86400000}");
            await().untilAsserted(() -> assertThat(clock.offset()).isEqualTo(Duration.ofDays(1)));
            await().untilAsserted(() -> assertThat(confirmed(service, "clock-a")).hasSize(1));
            assertThat(confirmed(service, "clock-a").getFirst())
                    .isEqualTo("{\"service\":\"%s-service\",\"revision\":1}".formatted(schema));
            assertThat(databaseOffsetHours(service)).isEqualTo(24);

            move(producer, "clock-a", "{\"revision\":2,\"offset_ms\":1000}");
            move(producer, "clock-a", "not json");
            move(producer, "clock-a", "{\"revision\":3,\"offset_ms\":172800000}");
            await().untilAsserted(() -> assertThat(clock.offset()).isEqualTo(Duration.ofDays(2)));
            move(producer, "clock-a", "{\"revision\":4,\"offset_ms\":0,\"reset\":true}");
            await().untilAsserted(() -> assertThat(clock.offset()).isZero());
            await().untilAsserted(() -> assertThat(databaseOffsetHours(service)).isZero());
        }
        try (var later = start(schema, "clock-a")) {
            AdjustableClock clock = later.getBean(AdjustableClock.class);
            await().untilAsserted(
                            () -> assertThat(confirmed(later, "clock-a")).hasSizeGreaterThan(5));
            assertThat(clock.offset()).isZero();
        }
    }

    @Test
    void aServiceConfiguredForProductionRefusesToStartWithTheControl() {
        var service =
                ENGINES.service(ENGINES.newSchema())
                        .properties(
                                "FEEDTAPE_CLOCK_TOPIC=clock-b", "FEEDTAPE_ENVIRONMENT=production");
        assertThatThrownBy(service::run).rootCause().hasMessageContaining("FEEDTAPE_CLOCK_TOPIC");
    }

    private static ConfigurableApplicationContext start(String schema, String topic) {
        return ENGINES.service(schema)
                .properties("FEEDTAPE_CLOCK_TOPIC=" + topic, "FEEDTAPE_ENVIRONMENT=development")
                .run();
    }

    private static long databaseOffsetHours(ConfigurableApplicationContext service) {
        return service.getBean(JdbcClient.class)
                .sql("select round(extract(epoch from app_now() - now()) / 3600)::bigint")
                .query(Long.class)
                .single();
    }

    private static void move(Producer<String, byte[]> producer, String topic, String json) {
        producer.send(new ProducerRecord<>(topic, "clock", json.getBytes(StandardCharsets.UTF_8)));
        producer.flush();
    }

    private static List<String> confirmed(ConfigurableApplicationContext service, String topic) {
        return TestService.recordsOf(service, topic + "-confirmed").stream()
                .map(TestService::text)
                .toList();
    }

    private static void createTopics(String topic) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", ENGINES.kafka().bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(topic, 1, (short) 1),
                                    new NewTopic(topic + "-confirmed", 1, (short) 1)))
                    .all()
                    .get();
        }
    }
}
