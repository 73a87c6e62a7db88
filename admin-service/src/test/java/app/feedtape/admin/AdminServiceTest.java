package app.feedtape.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service over HTTP, fed by facts as the other rooms would say them. */
@FeedTapeServiceTest
public abstract class AdminServiceTest {

    static {
        // Two cores and several builds at once: patience costs nothing where nothing is wrong.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    protected static final JsonMapper JSON = JsonMapper.builder().build();
    protected static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    protected final KafkaProbe facts = KafkaProbe.fromNow("account");

    @LocalServerPort private int port;

    @AfterEach
    void close() {
        facts.close();
    }

    public record Answer(int status, String raw, HttpResponse<String> response) {
        public JsonNode body() {
            return JSON.readTree(raw);
        }

        public String code() {
            return body().path("error").path("code").asString();
        }

        public List<String> emails(String member) {
            return body().path(member)
                    .valueStream()
                    .map(user -> user.path("email").asString())
                    .toList();
        }
    }

    protected static TestToken operator(String role) {
        return TestIdentity.shared().accessToken().roles("listener", role);
    }

    protected Answer get(String path) {
        return send("GET", path, operator("support").bearer());
    }

    protected Answer send(String method, String path, @Nullable String authorization) {
        return send(method, path, authorization, "");
    }

    protected Answer send(String method, String path, @Nullable String authorization, String json) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .method(method, BodyPublishers.ofString(json));
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> response =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }

    protected static AccountChanged account(
            UUID id, long version, @Nullable String email, String status, String... roles) {
        return new AccountChanged(
                id,
                version,
                email,
                true,
                "Ann",
                status,
                List.of(roles),
                new ListenerSettings("Lucia", BigDecimal.ONE, "auto", "standard"),
                LONG_AGO,
                LONG_AGO.plusSeconds(version));
    }

    protected static EntitlementChanged entitlement(
            UUID payer, long version, String plan, String status) {
        return new EntitlementChanged(
                payer,
                version,
                plan,
                1,
                status,
                "stripe",
                UUID.randomUUID(),
                null,
                null,
                Overrides.NONE,
                LONG_AGO);
    }

    protected static PlanChanged plan(
            String name, @Nullable Long characters, @Nullable Integer feeds) {
        return new PlanChanged(
                name,
                1,
                name,
                new Limits(characters, feeds, List.of("standard"), null, null, null, false, 1),
                List.of(),
                Map.of());
    }

    protected static FollowCountChanged follows(
            UUID account, long version, int follows, int overLimit) {
        return new FollowCountChanged(account, account, version, follows, overLimit, LONG_AGO);
    }

    protected static DayTotalled usage(UUID payer, LocalDate day, long version, long characters) {
        return new DayTotalled(payer, payer, day, version, characters, version, LONG_AGO);
    }

    /** Lets a new account with this address appear. */
    protected UUID appeared(String email) {
        UUID id = UUID.randomUUID();
        facts.publish("auth-service", account(id, 1, email, "active", "listener"));
        await().untilAsserted(
                        () -> assertThat(get("/api/admin/users/" + id).status()).isEqualTo(200));
        return id;
    }

    protected JsonNode user(UUID id) {
        return get("/api/admin/users/" + id).body();
    }
}
