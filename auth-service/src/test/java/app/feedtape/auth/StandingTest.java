package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a service is told that cannot rely on what it heard. */
class StandingTest extends AuthTest {

    private Answer ask(String account, String session) {
        return api.get(
                "/internal/standing?account_id=%s&session_id=%s".formatted(account, session),
                "Authorization",
                "Bearer " + api.serviceToken("tts-service", secret("tts-service"), "auth-service"));
    }

    private JsonNode standing(Pair pair) {
        Answer answer = ask(pair.claim("sub"), pair.claim("sid"));
        answer.is(200);
        return answer.json();
    }

    @Test
    void aSessionIsOverOnceItIsSignedOutAndTheAccountsOthersAreNot() {
        Person person = somebody();
        Pair pair = signIn(person);
        assertThat(standing(pair).toString())
                .isEqualTo(
                        "{\"status\":\"active\",\"roles\":[\"listener\"],\"session_over\":false}");
        api.post("/auth/logout/all", "", Api.bearer(pair)).is(204);
        assertThat(standing(pair).path("session_over").asBoolean()).isTrue();
        assertThat(standing(signIn(person)).path("session_over").asBoolean()).isFalse();
    }

    @Test
    void aSuspendedAccountIsToldAsSuchAndOneThatIsNotThereAsDeleted() {
        Pair pair = signIn(somebody());
        api.post(
                        "/internal/accounts/" + pair.claim("sub") + "/suspend",
                        "",
                        "Authorization",
                        "Bearer "
                                + api.serviceToken("operator", secret("operator"), "auth-service"))
                .is(200);
        assertThat(standing(pair).path("status").asString()).isEqualTo("suspended");
        Answer nobody = ask(UUID.randomUUID().toString(), pair.claim("sid"));
        assertThat(nobody.json().path("status").asString()).isEqualTo("deleted");
        // An API key calls under its own id, which was never a session.
        Answer key = ask(signIn(somebody()).claim("sub"), UUID.randomUUID().toString());
        assertThat(key.json().path("session_over").asBoolean()).isFalse();
    }

    @Test
    void aListenersTokenIsNotAnsweredAndAQuestionNeedsBothIds() {
        Pair pair = signIn(somebody());
        String path = "/internal/standing?account_id=" + pair.claim("sub");
        api.get(path + "&session_id=" + pair.claim("sid"), Api.bearer(pair))
                .is(401, "UNAUTHENTICATED");
        assertThat(ask(pair.claim("sub"), "nothing").status()).isEqualTo(400);
    }
}
