package app.feedtape.admin.impersonation;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.admin.OrdersTest;
import app.feedtape.test.TestToken;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ImpersonationTest extends OrdersTest {

    private final UUID user = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();
    private final String path = "/api/admin/users/" + user + "/impersonate";
    private final String order = "/internal/accounts/" + user + "/impersonate";

    @BeforeEach
    void authAnswers() {
        SERVICES.answer =
                "{\"token\":\"t\",\"expires_in\":900,\"session_id\":\"%s\",\"write\":true}"
                        .formatted(session);
    }

    @Test
    void anAdministratorsOrderGoesToAuthInTheirName() {
        String admin = operator("admin").bearer();
        String body = "{\"reason\":\"ticket\",\"write\":true,\"roles\":[\"admin\"]}";
        Answer answer = send("POST", path, admin, body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo(
                        "{\"token\":\"t\",\"expires_in\":900,\"session_id\":\"%s\",\"write\":true}"
                                .formatted(session));
        assertThat(answer.response().headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(SERVICES.orders)
                .containsExactly("POST " + order + " {\"reason\":\"ticket\",\"write\":true}");
        assertThat(SERVICES.tokenRequests).hasSize(1);
        JsonNode asked = JSON.readTree(SERVICES.tokenRequests.getFirst());
        assertThat("Bearer " + asked.path("operator_token").asString()).isEqualTo(admin);
        assertThat(asked.path("audience").asString()).isEqualTo("auth-service");
        SERVICES.status = 204;
        SERVICES.answer = "";
        assertThat(send("DELETE", path, admin).status()).isEqualTo(204);
        assertThat(SERVICES.orders).last().isEqualTo("DELETE " + order + " ");
        assertThat(SERVICES.tokenRequests).hasSize(2);
    }

    @Test
    void supportListenersAndThoseInAnothersNameAreRefusedBeforeAuthIsAsked() {
        TestToken acting =
                operator("admin")
                        .with("act", java.util.Map.of("sub", UUID.randomUUID().toString()))
                        .with("scope", "listener impersonation:write");
        for (TestToken token :
                new TestToken[] {operator("support"), operator("listener"), acting}) {
            Answer answer = post(path, "{\"reason\":\"x\"}", token);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("FORBIDDEN");
        }
        assertThat(send("POST", path, null).status()).isEqualTo(401);
        assertThat(SERVICES.orders).isEmpty();
    }

    @Test
    void whatAuthRefusesIsRefusedHereInItsWords() {
        refuses(403, "FORBIDDEN", "Nobody acts in an administrator's name.", 403, "FORBIDDEN");
        refuses(404, "NOT_FOUND", "There is nothing here.", 404, "NOT_FOUND");
        refuses(409, "CONFLICT", "This account is suspended.", 409, "CONFLICT");
        refuses(503, "UPSTREAM_UNAVAILABLE", "Try again.", 503, "UPSTREAM_UNAVAILABLE");
        SERVICES.status = 400;
        SERVICES.answer =
                "{\"error\":{\"code\":\"VALIDATION_FAILED\",\"message\":\"m\",\"details\":"
                        + "{\"fields\":[{\"field\":\"reason\",\"message\":\"m\"}]}}}";
        Answer invalid = post(path, "{}", operator("admin"));
        assertThat(invalid.status()).isEqualTo(400);
        assertThat(invalid.body().at("/error/details/fields/0/field").asString())
                .isEqualTo("reason");
    }

    private void refuses(int status, String code, String message, int here, String codeHere) {
        SERVICES.status = status;
        SERVICES.answer =
                "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);
        Answer answer = post(path, "{\"reason\":\"x\"}", operator("admin"));
        assertThat(answer.status()).isEqualTo(here);
        assertThat(answer.code()).isEqualTo(codeHere);
    }

    @Test
    void whatAuthDoesNotKnowAsAnErrorOfOursIs503AndNothingOfItIsShown() {
        SERVICES.status = 500;
        SERVICES.answer = "<html>stack trace</html>";
        Answer answer = post(path, "{\"reason\":\"x\"}", operator("admin"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.raw()).doesNotContain("html");
        SERVICES.status = 401;
        SERVICES.answer = "{\"error\":{\"code\":\"UNAUTHENTICATED\",\"message\":\"m\"}}";
        assertThat(post(path, "{\"reason\":\"x\"}", operator("admin")).status()).isEqualTo(503);
        SERVICES.knowsOperator = false;
        assertThat(post(path, "{\"reason\":\"x\"}", operator("admin")).code())
                .isEqualTo("FORBIDDEN");
    }

    private Answer post(String where, String body, TestToken token) {
        return send("POST", where, token.bearer(), body);
    }
}
