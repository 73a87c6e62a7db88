package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.LimitFact;
import app.feedtape.events.LimitFact.LimitsCleared;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.KafkaProbe;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OperatorTest extends AuthTest {

    @Test
    void aPersonIsFoundByAddressInAnySpellingAndById() {
        Person person = somebody();
        Pair pair = signIn(person);
        String spelled = person.email().toUpperCase(java.util.Locale.ROOT).replace("@", "%40");
        JsonNode found = operator("/internal/accounts?email=" + spelled).is(200).json();
        assertThat(found.path("id").asString()).isEqualTo(pair.claim("sub"));
        assertThat(found.path("sessions").asInt()).isEqualTo(1);
        operator("/internal/accounts/" + pair.claim("sub")).is(200);
        operator("/internal/accounts/" + UUID.randomUUID()).is(404, "NOT_FOUND");
        operator("/internal/accounts?email=nobody%40example.com").is(404, "NOT_FOUND");
        operator("/internal/accounts?email=nonsense").is(400, "VALIDATION_FAILED");
    }

    @Test
    void aRoleIsInTheNextTokenAndInTheFact() {
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            Pair pair = signIn(somebody());
            act(pair, "role", "{\"role\":\"admin\"}").is(200);
            assertThat(api.refresh(pair.refreshToken()).pair().claims().path("roles").toString())
                    .isEqualTo("[\"listener\",\"admin\"]");
            probe.await(
                    AccountChanged.class,
                    fact ->
                            fact.accountId().toString().equals(pair.claim("sub"))
                                    && fact.roles().contains("admin"));
            act(pair, "role", "{\"role\":\"emperor\"}").is(400, "VALIDATION_FAILED");
            act(pair, "role", "{}").is(400, "VALIDATION_FAILED");
        }
    }

    @Test
    void aSuspendedPersonIsOutAtOnceAndInAgainAfterActivation() {
        Person person = somebody();
        try (KafkaProbe probe = KafkaProbe.fromNow("account", "session")) {
            Pair pair = signIn(person);
            act(pair, "suspend", "").is(200);
            api.me(pair).is(403, "ACCOUNT_SUSPENDED");
            api.refresh(pair.refreshToken()).is(403, "ACCOUNT_SUSPENDED");
            Answer back = api.comeBack(GITHUB, person, "/auth/oauth/github?mobile=true").is(302);
            assertThat(Api.deepLink(back)).containsEntry("error", "account_suspended");
            SessionEnded ended =
                    probe.await(
                            SessionEnded.class,
                            fact -> fact.sessionId().toString().equals(pair.claim("sid")));
            assertThat(ended.reason()).isEqualTo("suspended");
            probe.await(
                    AccountChanged.class,
                    fact ->
                            fact.accountId().toString().equals(pair.claim("sub"))
                                    && fact.status().equals("suspended"));
            act(pair, "activate", "").is(200);
            api.refresh(pair.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
            api.me(signIn(person)).is(200);
        }
    }

    @Test
    void sessionsAreRevokedAndCounted() {
        Person person = somebody();
        Pair phone = signIn(person);
        signIn(person);
        assertThat(act(phone, "revoke-sessions", "").is(200).json().path("ended").asInt())
                .isEqualTo(2);
        api.refresh(phone.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
    }

    @Test
    void rateLimitsAreClearedByScopeAndTheFactCountsHowOften() {
        try (KafkaProbe probe = KafkaProbe.fromNow("limit")) {
            Pair pair = signIn(somebody());
            assertThat(act(pair, "clear-rate-limits", "").is(200).json().path("cleared"))
                    .hasSize(LimitFact.SCOPES.size());
            act(pair, "clear-rate-limits", "{\"scopes\":[\"api\",\"api\"],\"reason\":\"a loop\"}")
                    .is(200);
            LimitsCleared fact =
                    probe.await(
                            LimitsCleared.class,
                            each ->
                                    each.accountId().toString().equals(pair.claim("sub"))
                                            && each.cleared().get("api") == 2);
            assertThat(fact.cleared().get("speech")).isEqualTo(1);
            assertThat(fact.version()).isEqualTo(LimitFact.SCOPES.size() + 1L);
        }
    }

    @Test
    void onlyKnownScopesAreClearedAndNobodyElsesWordIsTaken() {
        Pair pair = signIn(somebody());
        String many = "\"api\",".repeat(10_000) + "\"api\"";
        for (String scopes : List.of("\"*\"", "\"login:*\"", "\"API\"", "null", "", many)) {
            act(pair, "clear-rate-limits", "{\"scopes\":[" + scopes + "]}")
                    .is(400, "VALIDATION_FAILED");
        }
        String path = "/internal/accounts/%s/clear-rate-limits";
        String admin = api.serviceToken("admin-service", secret("admin-service"), "auth-service");
        api.post(path.formatted(pair.claim("sub")), "", "Authorization", "Bearer " + admin)
                .is(403, "FORBIDDEN");
        api.post(path.formatted(UUID.randomUUID()), "", "Authorization", "Bearer " + token())
                .is(404, "NOT_FOUND");
        assertThat(
                        jdbc.sql("select count(*) from limit_clearing where account_id = :id")
                                .param("id", UUID.fromString(pair.claim("sub")))
                                .query(Integer.class)
                                .single())
                .isZero();
    }

    @Test
    void onlyOperatorsAndTheAdminServiceReachAccounts() {
        Pair pair = signIn(somebody());
        String path = "/internal/accounts/" + pair.claim("sub");
        api.get(path).is(401, "UNAUTHENTICATED");
        api.get(path, Api.bearer(pair)).is(401, "UNAUTHENTICATED");
        String admin = api.serviceToken("admin-service", secret("admin-service"), "auth-service");
        api.get(path, "Authorization", "Bearer " + admin).is(200);
        String elsewhere = api.serviceToken("operator", secret("operator"), "tts-service");
        api.get(path, "Authorization", "Bearer " + elsewhere).is(401, "UNAUTHENTICATED");
        api.get("/api/me", "Authorization", "Bearer " + admin).is(401, "UNAUTHENTICATED");
    }

    private Answer operator(String path) {
        return api.get(path, "Authorization", "Bearer " + token());
    }

    private Answer act(Pair pair, String what, String body) {
        return api.post(
                "/internal/accounts/" + pair.claim("sub") + "/" + what,
                body,
                "Authorization",
                "Bearer " + token());
    }

    private String token() {
        return api.serviceToken("operator", secret("operator"), "auth-service");
    }
}
