package app.feedtape.system;

import static app.feedtape.system.Listener.json;
import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.system.RunningSystem.Outcome;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A system that starts no engines of its own: PostgreSQL, Kafka, Redis, voice, payment, sign-in and
 * mail are somebody else's, named by their addresses. Somebody else is another stack here.
 */
class RealEnginesTest {

    private static final String NO_SERVICES = "auth,billing,feed,tts,admin,gateway";

    private static RunningSystem theirs;
    private static RunningSystem ours;

    @BeforeAll
    static void start() throws IOException {
        ours = RunningSystem.prepared("our-services", Map.of());
        // Sign-in and payment send back to the address they were told, as at a real provider.
        String gateway = String.valueOf(ours.gateway().getPort());
        theirs =
                RunningSystem.prepared(
                        "their-engines",
                        Map.of("FEEDTAPE_WITHOUT", NO_SERVICES, "FEEDTAPE_GATEWAY_PORT", gateway));
        theirs.feedtape("up").orFail();
        ours.set(addresses());
    }

    @AfterAll
    static void stop() {
        ours.close();
        theirs.close();
    }

    /** What an administrator of real engines would be told, and nothing else. */
    private static Map<String, String> addresses() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String service : new String[] {"auth-service", "billing-service", "tts-service"}) {
            theirs.feedtape("environment", service)
                    .orFail()
                    .output()
                    .lines()
                    .map(line -> line.split("=", 2))
                    .filter(pair ->
                            pair[0].matches("(GITHUB|SMTP|STRIPE|POLLY|CLOUDWATCH|AWS|MAIL)_.*"))
                    .forEach(pair -> all.put(pair[0], pair[1]));
        }
        all.put("FEEDTAPE_POSTGRES_URL", theirs.status().at("/postgres/url").asString());
        all.put("KAFKA_BOOTSTRAP_SERVERS", theirs.status().at("/kafka").asString());
        all.put(
                "REDIS_URL",
                "redis://:%s@%s"
                        .formatted(secret("redis"), theirs.status().at("/redis").asString()));
        all.put("FEEDTAPE_POSTGRES_ADMIN_USER", "postgres");
        all.put("FEEDTAPE_POSTGRES_ADMIN_PASSWORD", secret("postgres"));
        all.put("FEEDTAPE_MIGRATE", "check");
        return all;
    }

    private static String secret(String name) throws IOException {
        return Files.readAllLines(theirs.data().resolve("secrets")).stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void servicesRunOnEnginesNamedByAddressOnceTheirSchemasWereBroughtUpToDate() {
        ours.feedtape("database", "bootstrap").orFail();
        ours.set(Map.of("FEEDTAPE_WITHOUT", "billing,feed,tts,admin,gateway"));
        Outcome tooEarly = ours.feedtape("up");
        assertThat(tooEarly.exitCode()).as(tooEarly.output()).isEqualTo(1);
        assertThat(tooEarly.output()).contains("ended before it was ready");

        Outcome migrated = ours.feedtape("database", "migrate");
        assertThat(migrated.exitCode()).as(migrated.output()).isZero();
        assertThat(migrated.output()).contains("All schemas are current");
        // Again, as the Job of the next release does: nothing to do is no failure.
        ours.feedtape("database", "migrate").orFail();

        ours.set(Map.of("FEEDTAPE_WITHOUT", ""));
        ours.feedtape("up").orFail();
        assertThat(ours.status().at("/processes").propertyNames())
                .doesNotContain("postgres", "kafka", "redis");
        listenAndBeCounted();
    }

    private static void listenAndBeCounted() {
        Listener listener = Listener.signedIn(ours, UUID.randomUUID() + "@listeners.example");
        assertThat(listener.speak("{\"text\":\"A voice of somebody else.\"}").statusCode())
                .isEqualTo(200);
        JsonNode usage = json(listener.get("/api/tts/usage"), 200);
        assertThat(usage.at("/usage/characters").asLong()).isEqualTo(25);
        assertThat(calls(theirs)).isPositive();
        assertThat(calls(ours)).as("calls to the voice of our own world").isZero();
        assertThat(ours.feedtape("admin", "ledger", "verify").orFail().output())
                .contains("The ledger adds up");
    }

    private static int calls(RunningSystem system) {
        return Listener.JSON
                .readTree(
                        Listener.send(
                                        HttpRequest.newBuilder(
                                                        system.world().resolve("/polly/_calls"))
                                                .build())
                                .body())
                .size();
    }
}
