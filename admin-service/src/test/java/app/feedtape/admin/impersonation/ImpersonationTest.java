package app.feedtape.admin.impersonation;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.admin.AdminServiceTest;
import app.feedtape.test.TestToken;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

class ImpersonationTest extends AdminServiceTest {

    private static final FakeAuth AUTH = new FakeAuth();

    private final UUID user = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();
    private final String path = "/api/admin/users/" + user + "/impersonate";
    private final String order = "/internal/accounts/" + user + "/impersonate";

    @DynamicPropertySource
    static void auth(DynamicPropertyRegistry properties) {
        properties.add("feedtape.services[auth-service]", AUTH::url);
    }

    @BeforeEach
    void authAnswers() {
        AUTH.reset();
        AUTH.answer =
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
        assertThat(AUTH.orders)
                .containsExactly("POST " + order + " {\"reason\":\"ticket\",\"write\":true}");
        assertThat(AUTH.tokenRequests).hasSize(1);
        JsonNode asked = JSON.readTree(AUTH.tokenRequests.getFirst());
        assertThat("Bearer " + asked.path("operator_token").asString()).isEqualTo(admin);
        assertThat(asked.path("audience").asString()).isEqualTo("auth-service");
        AUTH.status = 204;
        AUTH.answer = "";
        assertThat(send("DELETE", path, admin).status()).isEqualTo(204);
        assertThat(AUTH.orders).last().isEqualTo("DELETE " + order + " ");
        assertThat(AUTH.tokenRequests).hasSize(2);
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
        assertThat(AUTH.orders).isEmpty();
    }

    @Test
    void whatAuthRefusesIsRefusedHereInItsWords() {
        refuses(403, "FORBIDDEN", "Nobody acts in an administrator's name.", 403, "FORBIDDEN");
        refuses(404, "NOT_FOUND", "There is nothing here.", 404, "NOT_FOUND");
        refuses(409, "CONFLICT", "This account is suspended.", 409, "CONFLICT");
        refuses(503, "UPSTREAM_UNAVAILABLE", "Try again.", 503, "UPSTREAM_UNAVAILABLE");
        AUTH.status = 400;
        AUTH.answer =
                "{\"error\":{\"code\":\"VALIDATION_FAILED\",\"message\":\"m\",\"details\":"
                        + "{\"fields\":[{\"field\":\"reason\",\"message\":\"m\"}]}}}";
        Answer invalid = post(path, "{}", operator("admin"));
        assertThat(invalid.status()).isEqualTo(400);
        assertThat(invalid.body().at("/error/details/fields/0/field").asString())
                .isEqualTo("reason");
    }

    private void refuses(int status, String code, String message, int here, String codeHere) {
        AUTH.status = status;
        AUTH.answer = "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);
        Answer answer = post(path, "{\"reason\":\"x\"}", operator("admin"));
        assertThat(answer.status()).isEqualTo(here);
        assertThat(answer.code()).isEqualTo(codeHere);
    }

    @Test
    void whatAuthDoesNotKnowAsAnErrorOfOursIs503AndNothingOfItIsShown() {
        AUTH.status = 500;
        AUTH.answer = "<html>stack trace</html>";
        Answer answer = post(path, "{\"reason\":\"x\"}", operator("admin"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.raw()).doesNotContain("html");
        AUTH.status = 401;
        AUTH.answer = "{\"error\":{\"code\":\"UNAUTHENTICATED\",\"message\":\"m\"}}";
        assertThat(post(path, "{\"reason\":\"x\"}", operator("admin")).status()).isEqualTo(503);
        AUTH.knowsOperator = false;
        assertThat(post(path, "{\"reason\":\"x\"}", operator("admin")).code())
                .isEqualTo("FORBIDDEN");
    }

    private Answer post(String where, String body, TestToken token) {
        return send("POST", where, token.bearer(), body);
    }
}
