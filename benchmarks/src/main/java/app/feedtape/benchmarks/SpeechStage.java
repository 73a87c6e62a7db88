package app.feedtape.benchmarks;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.localstack.engines.KafkaEngine;
import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.engines.PostgresEngine;
import com.nimbusds.jose.JOSEException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.catalina.LifecycleException;
import org.springframework.util.FileSystemUtils;

/** All that instances of tts-service need around them: a durable database, a broker, a voice. */
final class SpeechStage implements AutoCloseable {

    private static final String PASSWORD = "password-of-benchmarks";

    private final Path home;
    private final PostgresEngine postgres;
    private final KafkaEngine kafka;
    private final Surroundings surroundings;
    private final LateVoice voice;
    private final Entitled entitled;
    private int instances;

    SpeechStage(Duration latency) throws IOException, JOSEException, LifecycleException {
        home = Files.createTempDirectory("feedtape-speech");
        surroundings = new Surroundings();
        voice = new LateVoice(latency);
        postgres = PostgresEngine.start(home.resolve("postgres"), Ports.free(), PASSWORD);
        kafka = KafkaEngine.start(home.resolve("kafka"), Ports.free());
        entitled = new Entitled(kafka.bootstrapServers());
        Map<String, String> passwords =
                DatabaseBootstrap.roles().stream()
                        .collect(Collectors.toMap(role -> role, role -> PASSWORD));
        new DatabaseBootstrap(passwords)
                .apply(postgres.jdbcUrl(""), PostgresEngine.SUPERUSER, PASSWORD);
    }

    /** An instance with settings of its own beside the common ones. */
    SpeechInstance start(Map<String, String> settings) throws IOException {
        Map<String, String> environment = new TreeMap<>(environment());
        environment.putAll(settings);
        instances++;
        SpeechInstance started =
                SpeechInstance.start(home.resolve("instance-" + instances), environment);
        if (instances == 1) {
            entitled.begin();
        }
        return started;
    }

    private Map<String, String> environment() {
        String database = postgres.jdbcUrl(DatabaseBootstrap.DATABASE);
        Map<String, String> all = new HashMap<>();
        all.put("FEEDTAPE_ENVIRONMENT", "development");
        all.put("FEEDTAPE_PUBLIC_URL", Surroundings.ISSUER);
        all.put("FEEDTAPE_AUTH_URL", surroundings.address());
        all.put("FEEDTAPE_BILLING_URL", surroundings.address());
        all.put("FEEDTAPE_SERVICE_SECRET", "a-service-secret-of-benchmarks-0123456789");
        all.put("FEEDTAPE_DECISION_SECRET", "rpXyt6uY02FeLGimLjDPFMjd+5xhRGkuZ5o7Lq1Ic7Y=");
        all.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        all.put("FEEDTAPE_POSTGRES_URL", database);
        all.put("FEEDTAPE_POSTGRES_PASSWORD", PASSWORD);
        all.put("FEEDTAPE_MIGRATION_PASSWORD", PASSWORD);
        all.put("FEEDTAPE_AUDIO_DIRECTORY", home.resolve("audio").toString());
        all.put("FEEDTAPE_STREAMS_PER_ACCOUNT", "64");
        all.put("FEEDTAPE_DOWNLOADS_PER_ACCOUNT", "1000");
        all.put("POLLY_ENDPOINT", voice.address());
        all.put("CLOUDWATCH_ENDPOINT", voice.address());
        all.put("AWS_ACCESS_KEY_ID", "benchmark");
        all.put("AWS_SECRET_ACCESS_KEY", "benchmark");
        all.put("MANAGEMENT_OTLP_METRICS_EXPORT_ENABLED", "false");
        return all;
    }

    /** Does something to the database, as its administrator. */
    void database(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                postgres.jdbcUrl(DatabaseBootstrap.DATABASE),
                                PostgresEngine.SUPERUSER,
                                PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Path databaseLog() {
        return home.resolve("postgres/server.log");
    }

    /** The port of the provider, for asking it without the service. */
    int voicePort() {
        return voice.port();
    }

    String bearer(UUID account) {
        entitled.entitle(List.of(account));
        return surroundings.bearer(account);
    }

    @Override
    public void close() throws IOException, LifecycleException {
        entitled.close();
        kafka.kill();
        postgres.kill();
        voice.close();
        surroundings.close();
        FileSystemUtils.deleteRecursively(home);
    }
}
