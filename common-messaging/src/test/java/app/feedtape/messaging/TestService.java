package app.feedtape.messaging;

import app.feedtape.localstack.engines.KafkaEngine;
import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.engines.PostgresEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A service with nothing but messaging in it, run against a real broker and a real database. */
public final class TestService {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final String PASSWORD = "test-password";

    private TestService() {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    public static class Minimal {}

    /** A broker and a database of their own, for tests that break them. */
    public static final class Engines implements AutoCloseable {
        private final Path home = Path.of("target", "engines", UUID.randomUUID().toString());
        private final int kafkaPort = Ports.free();
        private final int postgresPort = Ports.free();
        private KafkaEngine kafka;
        private PostgresEngine postgres;

        public Engines() {
            startKafka();
            startPostgres();
        }

        public void startKafka() {
            kafka = KafkaEngine.start(home.resolve("kafka"), kafkaPort);
        }

        public void startPostgres() {
            postgres = PostgresEngine.start(home.resolve("postgres"), postgresPort, PASSWORD);
        }

        public KafkaEngine kafka() {
            return kafka;
        }

        public PostgresEngine postgres() {
            return postgres;
        }

        /** A schema with its two roles, as the bootstrap makes them. */
        public String newSchema() {
            String schema = "s" + SCHEMAS.incrementAndGet();
            JdbcClient admin = jdbc(PostgresEngine.SUPERUSER);
            for (String role : List.of(schema + "_owner", schema + "_app")) {
                admin.sql("create role %s login password '%s'".formatted(role, PASSWORD)).update();
                admin.sql("alter role %s set search_path = %s".formatted(role, schema)).update();
            }
            admin.sql("create schema %s authorization %s_owner".formatted(schema, schema)).update();
            admin.sql("grant usage on schema %s to %s_app".formatted(schema, schema)).update();
            return schema;
        }

        public JdbcClient jdbc(String user) {
            return JdbcClient.create(
                    new DriverManagerDataSource(postgres.jdbcUrl("postgres"), user, PASSWORD));
        }

        public SpringApplicationBuilder service(String schema, Class<?>... configuration) {
            return application(settings(schema), configuration);
        }

        /** What a service would find in its environment. */
        public Map<String, Object> settings(String schema) {
            Map<String, Object> settings = new HashMap<>();
            settings.put(
                    "spring.config.import",
                    "classpath:feedtape-common.yaml,classpath:feedtape-database.yaml");
            settings.put("feedtape.service", schema + "-service");
            settings.put("feedtape.schema", schema);
            settings.put("FEEDTAPE_SERVICE_SECRET", "a-secret-that-is-long-enough-for-a-test");
            settings.put(
                    "FEEDTAPE_DECISION_SECRET", "rpXyt6uY02FeLGimLjDPFMjd+5xhRGkuZ5o7Lq1Ic7Y=");
            settings.put("FEEDTAPE_POSTGRES_URL", postgres.jdbcUrl("postgres"));
            settings.put("FEEDTAPE_POSTGRES_PASSWORD", PASSWORD);
            settings.put("FEEDTAPE_MIGRATION_PASSWORD", PASSWORD);
            settings.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
            settings.put("FEEDTAPE_LOG_FORMAT", "");
            settings.put("logging.level.root", "WARN");
            settings.put("logging.level.org.apache.kafka", "ERROR");
            settings.put("logging.level.org.springframework.kafka", "ERROR");
            return settings;
        }

        @Override
        public void close() {
            kafka.kill();
            postgres.kill();
        }
    }

    public static SpringApplicationBuilder application(
            Map<String, Object> settings, Class<?>... configuration) {
        return new SpringApplicationBuilder(Minimal.class)
                .sources(configuration)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(settings);
    }

    /** Engines shared by tests that leave them standing. */
    public static final class Shared {
        public static final Engines ENGINES = new Engines();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(ENGINES::close));
        }

        private Shared() {}
    }

    /** Everything on a topic now, partition by partition. */
    public static List<ConsumerRecord<String, byte[]>> recordsOf(
            ConfigurableApplicationContext service, String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (Consumer<String, byte[]> reader = service.getBean(KafkaConnection.class).groupless()) {
            List<TopicPartition> partitions =
                    reader.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (partitions.stream().anyMatch(it -> reader.position(it) < ends.get(it))) {
                reader.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    public static String text(ConsumerRecord<String, byte[]> record) {
        return record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
    }

    public static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
