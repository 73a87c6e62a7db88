package app.feedtape.test;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.events.SessionFact.SessionStarted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestInfrastructureTest {
    @Test
    void aRoleOfABootstrappedDatabaseCanSignIn() throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                TestInfrastructure.postgresUrl(),
                                "tts_app",
                                TestInfrastructure.password("tts_app"));
                var rows = connection.createStatement().executeQuery("show search_path")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("tts");
        }
    }

    @Test
    void aFactIsHeardAfterTheBrokerWasAway() {
        var account = UUID.randomUUID();
        try (var probe = KafkaProbe.fromNow("session")) {
            probe.publish(
                    "auth-service", new SessionStarted(account, UUID.randomUUID(), Instant.EPOCH));
            TestInfrastructure.kafka().takeAway();
            TestInfrastructure.kafka().bringBack();
            probe.publish(
                    "auth-service",
                    new SessionEnded(account, UUID.randomUUID(), Instant.EPOCH, "logout"));

            assertThat(
                            probe.await(
                                            SessionEnded.class,
                                            fact -> fact.accountId().equals(account))
                                    .reason())
                    .isEqualTo("logout");
            assertThat(probe.heard(SessionStarted.class)).hasSize(1);
        }
    }

    @Test
    void theIdentityPublishesKeysAndGivesServiceTokensForTheSecret()
            throws IOException, InterruptedException {
        var identity = TestIdentity.shared();
        try (var http = HttpClient.newHttpClient()) {
            var keys =
                    http.send(
                            HttpRequest.newBuilder(identity.url().resolve("/.well-known/jwks.json"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(keys.body()).contains("test-key-1", "test-key-2").doesNotContain("\"d\":");
            assertThat(ask(http, identity.url(), TestIdentity.SERVICE_SECRET).body())
                    .contains("\"token\":\"ey");
            assertThat(ask(http, identity.url(), "wrong").statusCode()).isEqualTo(401);
        }
    }

    private static HttpResponse<String> ask(HttpClient http, URI auth, String secret)
            throws IOException, InterruptedException {
        var basic = Base64.getEncoder().encodeToString(("tts-service:" + secret).getBytes());
        return http.send(
                HttpRequest.newBuilder(auth.resolve("/internal/service-tokens"))
                        .header("Authorization", "Basic " + basic)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"audience\": \"billing-service\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
