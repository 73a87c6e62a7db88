package app.feedtape.gateway.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestToken;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator with a token of somebody else's meets at the door. */
class InAnothersNameTest extends GatewayTest {

    private final UUID operator = UUID.randomUUID();
    private final TestToken looking = listener().with("act", Map.of("sub", operator.toString()));
    private final TestToken writing =
            listener()
                    .with("act", Map.of("sub", operator.toString()))
                    .with("scope", "listener impersonation:write");

    @ParameterizedTest
    @CsvSource({
        "GET, /api/feeds, 200, 200",
        "GET, /api/tts/usage, 200, 200",
        "GET, /api/subscription/me, 200, 200",
        "GET, /v1/subscription/me, 200, 200",
        "POST, /api/feeds, 403, 200",
        "PATCH, /api/me, 403, 200",
        "PATCH, /v1/auth/me, 403, 200",
        "DELETE, /api/feeds/1, 403, 200",
        "POST, /api/tts/synthesize, 403, 200",
        "GET, /auth/sessions, 403, 403",
        "DELETE, /auth/sessions/1, 403, 403",
        "POST, /auth/logout/all, 403, 403",
        "GET, /auth/identities, 403, 403",
        "POST, /auth/two-factor, 403, 403",
        "PUT, /auth/password, 403, 403",
        "GET, /api/keys, 403, 403",
        "POST, /api/keys, 403, 403",
        "POST, /api/billing/checkout, 403, 403",
        "GET, /api/billing/invoices, 403, 403",
        "POST, /api/subscription/validate-receipt, 403, 403",
        "POST, /v1/subscription/validate-receipt, 403, 403",
        "GET, /api/admin/users, 403, 403",
        "GET, /v1/admin/users, 403, 403",
        "POST, /api/admin/users/1/impersonate, 403, 403"
    })
    void lookingIsOpenWritingIsAskedForAndSomeThingsAreShut(
            String method, String path, int whenLooking, int whenWriting) {
        assertThat(call(method, path, looking).statusCode()).isEqualTo(whenLooking);
        assertThat(call(method, path, writing).statusCode()).isEqualTo(whenWriting);
    }

    @Test
    void aRoleInTheTokenOpensNoOperatorsRoom() {
        TestToken asAdmin = writing.roles("listener", "admin");
        assertRefused(get("/api/admin/users", asAdmin), 403, "FORBIDDEN");
    }

    @Test
    void oneWhoWasDemotedActsInNobodysNameAnyMore() {
        assertThat(get("/api/feeds", looking).statusCode()).isEqualTo(200);
        try (KafkaProbe auth = KafkaProbe.fromNow("account")) {
            auth.publish(
                    "auth-service",
                    new AccountChanged(
                            operator,
                            2,
                            null,
                            false,
                            null,
                            "active",
                            List.of("listener"),
                            new ListenerSettings("Lucia", BigDecimal.ONE, "auto", "standard"),
                            Clock.systemUTC().instant(),
                            Clock.systemUTC().instant()));
        }
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> assertRefused(get("/api/feeds", looking), 401, "UNAUTHENTICATED"));
    }

    @Test
    void theTokenItselfGoesOnSoThatTheServicesCanCheckItToo() {
        String path = "/api/feeds/" + UUID.randomUUID();
        String bearer = looking.bearer();
        assertThat(send(request(path).header("Authorization", bearer)).statusCode()).isEqualTo(200);
        assertThat(Fakes.FEED.last(path).header("authorization")).isEqualTo(bearer);
    }

    private HttpResponse<String> call(String method, String path, TestToken token) {
        boolean body = !method.equals("GET") && !method.equals("DELETE");
        HttpRequest.Builder request =
                request(path, token)
                        .method(
                                method,
                                body ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
        return send(body ? request.header("Content-Type", "application/json") : request);
    }
}
