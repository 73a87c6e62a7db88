package app.feedtape.benchmarks;

import app.feedtape.localstack.engines.KafkaEngine;
import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.engines.RedisEngine;
import com.nimbusds.jose.JOSEException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.util.FileSystemUtils;

/** What gateways stand between: keys, facts, Redis, and a service that costs next to nothing. */
final class GatewayStage implements AutoCloseable {

    private static final String PASSWORD = "password-of-benchmarks";

    private final Path home;
    private final Surroundings surroundings;
    private final KafkaEngine kafka;
    private final RedisEngine redis;
    private final TrivialService service;
    private final Tokens tokens;
    private final Entitled entitled;

    GatewayStage(int accounts, int fresh) throws IOException, JOSEException {
        home = Files.createTempDirectory("feedtape-gateway");
        surroundings = new Surroundings();
        kafka = KafkaEngine.start(home.resolve("kafka"), Ports.free());
        redis = RedisEngine.start(home.resolve("redis"), Ports.free(), PASSWORD);
        service = TrivialService.start(home.resolve("service"));
        tokens = Tokens.write(home, surroundings, accounts, fresh);
        entitled = new Entitled(kafka.bootstrapServers());
        Affinity.of(Affinity.LOAD).move(redis.pid());
        Affinity.of(Affinity.LOAD).move(kafka.pid());
    }

    Path home() {
        return home;
    }

    Tokens tokens() {
        return tokens;
    }

    TrivialService service() {
        return service;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    long redisPid() {
        return redis.pid();
    }

    String redisUrl() {
        return redis.url();
    }

    /** What our gateway is told, as by Kubernetes. */
    Map<String, String> settings() {
        Map<String, String> all = new TreeMap<>();
        all.put("FEEDTAPE_ENVIRONMENT", "development");
        all.put("FEEDTAPE_PUBLIC_URL", Surroundings.ISSUER);
        all.put("FEEDTAPE_AUTH_URL", surroundings.address());
        all.put("FEEDTAPE_BILLING_URL", service.address());
        all.put("FEEDTAPE_SERVICE_SECRET", "a-service-secret-of-benchmarks-0123456789");
        all.put("FEEDTAPE_DECISION_SECRET", "rpXyt6uY02FeLGimLjDPFMjd+5xhRGkuZ5o7Lq1Ic7Y=");
        all.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        all.put("REDIS_URL", redis.url());
        all.put("MANAGEMENT_OTLP_METRICS_EXPORT_ENABLED", "false");
        return all;
    }

    /** Says the facts; the topics are there once a gateway was ready. */
    void publishFacts() {
        entitled.begin();
        entitled.entitle(tokens.accounts());
    }

    @Override
    public void close() throws IOException {
        entitled.close();
        service.close();
        redis.kill();
        kafka.kill();
        surroundings.close();
        FileSystemUtils.deleteRecursively(home);
    }
}
