package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.AuditFact.AuditRecorded;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.KafkaProbe;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ImpersonationTest extends AuthTest {

    private static final String TO_LOOK = "{\"reason\":\"ticket 4711\"}";
    private static final String TO_WRITE = "{\"reason\":\"ticket 4711\",\"write\":true}";

    private Person targetPerson;
    private Pair target;
    private Pair admin;

    @BeforeEach
    void aTargetAndAnAdministrator() {
        targetPerson = somebody();
        target = signIn(targetPerson);
        admin = administrator();
    }

    private Pair administrator() {
        Pair pair = signIn(somebody());
        commandLine(pair, "role", "{\"role\":\"admin\"}").is(200);
        return api.refresh(pair.refreshToken()).pair();
    }

    @Test
    void anAdministratorActsInThePersonsNameForAQuarterOfAnHour() {
        Answer begun = begin(admin, target, TO_LOOK).is(200);
        JsonNode claims = token(begun).claims();
        assertThat(claims.path("sub").asString()).isEqualTo(target.claim("sub"));
        assertThat(claims.at("/act/sub").asString()).isEqualTo(admin.claim("sub"));
        assertThat(claims.path("sid").asString())
                .isEqualTo(begun.json().path("session_id").asString())
                .isNotEqualTo(target.claim("sid"));
        assertThat(claims.path("roles").toString()).isEqualTo("[\"listener\"]");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isBetween(898L, 900L);
        assertThat(begun.json().has("refresh_token")).isFalse();
        JsonNode me = api.me(token(begun)).is(200).json();
        assertThat(me.path("id").asString()).isEqualTo(target.claim("sub"));
        assertThat(me.at("/impersonation/operator_id").asString()).isEqualTo(admin.claim("sub"));
        assertThat(me.at("/impersonation/may_write").asBoolean(true)).isFalse();
        assertThat(api.me(target).json().has("impersonation")).isFalse();
        clock.advance(Duration.ofMinutes(15).plusSeconds(31));
        api.me(token(begun)).is(401, "TOKEN_EXPIRED");
    }

    @Test
    void itOnlyLooksUnlessWritingWasAskedFor() {
        String change = "{\"settings\":{\"speed\":1.5}}";
        Pair looking = token(begin(admin, target, TO_LOOK).is(200));
        api.patch("/api/me", change, Api.bearer(looking)).is(403, "FORBIDDEN");
        Pair writing = token(begin(admin, target, TO_WRITE).is(200));
        api.patch("/api/me", change, Api.bearer(writing)).is(204);
        assertThat(api.me(target).json().at("/settings/speed").asDouble()).isEqualTo(1.5);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /auth/sessions",
        "DELETE, /auth/sessions/6f1c1c52-0f0e-4f1e-9d5f-0b8f3a3f6a10",
        "POST, /auth/logout/all",
        "GET, /api/keys",
        "POST, /api/keys",
        "DELETE, /api/keys/6f1c1c52-0f0e-4f1e-9d5f-0b8f3a3f6a10",
        "POST, /api/keys/6f1c1c52-0f0e-4f1e-9d5f-0b8f3a3f6a10/rotate"
    })
    void waysInSessionsAndKeysAreShutEvenToOneWhoMayWrite(String method, String path) {
        String[] bearer = Api.bearer(token(begin(admin, target, TO_WRITE).is(200)));
        Answer answer =
                switch (method) {
                    case "GET" -> api.get(path, bearer);
                    case "DELETE" -> api.delete(path, bearer);
                    default -> api.post(path, "{}", bearer);
                };
        answer.is(403, "FORBIDDEN");
        api.me(target).is(200);
    }

    @Test
    void nobodyActsInAnothersNameFromAnothersName() {
        Pair acting = token(begin(admin, target, TO_WRITE).is(200));
        assertThat(operatorToken(acting).status()).isEqualTo(403);
    }

    @Test
    void thePersonSeesItInTheirListIsToldByMailAndCanEndIt() throws Exception {
        Answer begun = begin(admin, target, TO_LOOK).is(200);
        String id = begun.json().path("session_id").asString();
        JsonNode shown =
                api.get("/auth/sessions", Api.bearer(target)).is(200).json().path("items").path(0);
        assertThat(shown.path("id").asString()).isEqualTo(id);
        assertThat(shown.path("device").asString()).isEqualTo("FeedTape support");
        assertThat(shown.path("proven_by").asString()).isEqualTo("operator");
        assertThat(shown.path("current").asBoolean(true)).isFalse();
        await().atMost(Duration.ofSeconds(30)).until(() -> !mails().isEmpty());
        assertThat(mails()).hasSize(1).first().asString().contains("support");
        try (KafkaProbe probe = KafkaProbe.fromNow("session")) {
            api.delete("/auth/sessions/" + id, Api.bearer(target)).is(204);
            probe.await(SessionEnded.class, fact -> fact.sessionId().toString().equals(id));
        }
        api.me(token(begun)).is(401, "UNAUTHENTICATED");
        api.me(target).is(200);
    }

    @Test
    void theOperatorEndsItAtWillAndBeginningAgainEndsTheOneBefore() {
        Pair first = token(begin(admin, target, TO_LOOK).is(200));
        Pair second = token(begin(admin, target, TO_LOOK).is(200));
        api.me(first).is(401, "UNAUTHENTICATED");
        api.me(second).is(200);
        end(admin, target).is(204);
        end(admin, target).is(204);
        api.me(second).is(401, "UNAUTHENTICATED");
        assertThat(trail())
                .containsExactly(
                        "impersonation_started may look: ticket 4711",
                        "impersonation_ended session " + first.claim("sid"),
                        "impersonation_started may look: ticket 4711",
                        "impersonation_ended session " + second.claim("sid"));
    }

    @Test
    void itTakesNoDeviceFromThePerson() {
        for (int i = 0; i < 19; i++) {
            signIn(targetPerson);
        }
        begin(admin, target, TO_LOOK).is(200);
        api.me(target).is(200);
        assertThat(api.get("/auth/sessions", Api.bearer(target)).json().path("items").size())
                .isEqualTo(21);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"reason\":null}",
                "{\"reason\":\"  \"}",
                "{\"reason\":7}",
                "{\"reason\":\"x\",\"write\":\"yes\"}",
                "[]",
                ""
            })
    void withoutAReasonThereIsNone(String body) {
        begin(admin, target, body).is(400);
        assertThat(trail()).isEmpty();
    }

    @Test
    void administratorsThemselvesAndThoseWhoAreGoneCannotBeImpersonated() {
        begin(admin, administrator(), TO_LOOK).is(403, "FORBIDDEN");
        begin(admin, admin, TO_LOOK).is(403, "FORBIDDEN");
        commandLine(target, "suspend", "").is(200);
        begin(admin, target, TO_LOOK).is(409, "CONFLICT");
        api.post(
                        "/internal/accounts/" + UUID.randomUUID() + "/impersonate",
                        TO_LOOK,
                        bearer(operatorToken(admin)))
                .is(404, "NOT_FOUND");
    }

    @Test
    void onlyAdministratorsMay() {
        Pair support = signIn(somebody());
        commandLine(support, "role", "{\"role\":\"support\"}").is(200);
        begin(api.refresh(support.refreshToken()).pair(), target, TO_LOOK).is(403, "FORBIDDEN");
        assertThat(operatorToken(target).status()).isEqualTo(403);
        commandLine(target, "impersonate", TO_LOOK).is(403, "FORBIDDEN");
        String nobody = api.serviceToken("admin-service", secret("admin-service"), "auth-service");
        api.post(path(target), TO_LOOK, "Authorization", "Bearer " + nobody).is(403, "FORBIDDEN");
        String gateway = api.serviceToken("gateway", secret("gateway"), "auth-service");
        api.post(path(target), TO_LOOK, "Authorization", "Bearer " + gateway).is(403, "FORBIDDEN");
    }

    @Test
    void oneWhoIsDemotedIsOutAtOnceWithWhatTheyBegan() {
        Pair acting = token(begin(admin, target, TO_LOOK).is(200));
        Answer operator = operatorToken(admin).is(200);
        commandLine(admin, "role", "{\"role\":\"listener\"}").is(200);
        api.post(path(target), TO_LOOK, bearer(operator)).is(403, "FORBIDDEN");
        api.me(acting).is(401, "UNAUTHENTICATED");
    }

    @Test
    void oneWhoSignedOutCanOrderNothing() {
        api.post("/auth/logout/all", "", Api.bearer(admin)).is(204);
        assertThat(operatorToken(admin).status()).isEqualTo(403);
    }

    @Test
    void anAdministratorGrantsRolesToOthersAndNotToThemselves() {
        String[] bearer = bearer(operatorToken(admin));
        String base = "/internal/accounts/" + target.claim("sub");
        api.post(base + "/role", "{\"role\":\"support\",\"reason\":\"joins\"}", bearer).is(200);
        api.post(base + "/suspend", "{\"reason\":\"left\"}", bearer).is(200);
        api.post(base + "/activate", "", bearer).is(200);
        String own = "/internal/accounts/" + admin.claim("sub");
        api.post(own + "/role", "{\"role\":\"listener\"}", bearer).is(403, "FORBIDDEN");
        api.post(own + "/suspend", "", bearer).is(403, "FORBIDDEN");
        assertThat(
                        jdbc.sql("select distinct actor from audit_entry where subject_id = :id")
                                .param("id", UUID.fromString(target.claim("sub")))
                                .query(String.class)
                                .list())
                .containsExactly("account:" + admin.claim("sub"));
        Pair support = signIn(somebody());
        commandLine(support, "role", "{\"role\":\"support\"}").is(200);
        Pair asSupport = api.refresh(support.refreshToken()).pair();
        api.post(base + "/role", "{\"role\":\"admin\"}", bearer(operatorToken(asSupport)))
                .is(403, "FORBIDDEN");
        api.get(base, bearer(operatorToken(asSupport))).is(200);
        api.delete(base, bearer(operatorToken(asSupport))).is(403, "FORBIDDEN");
        api.delete(base, bearer).is(204);
    }

    @Test
    void theEntryIsThereBeforeTheTokenAndWithoutItThereIsNone() throws SQLException {
        try (KafkaProbe probe = KafkaProbe.fromNow("audit")) {
            begin(admin, target, TO_LOOK).is(200);
            AuditRecorded fact =
                    probe.await(
                            AuditRecorded.class,
                            heard -> target.claim("sub").equals(String.valueOf(heard.subjectId())));
            assertThat(fact.action()).isEqualTo("impersonation_started");
            assertThat(fact.actor()).isEqualTo("account:" + admin.claim("sub"));
            assertThat(fact.reason()).isEqualTo("may look: ticket 4711");
        }
        end(admin, target).is(204);
        AuditTest.asOwner("revoke insert on auth.audit_entry from auth_app");
        try {
            Answer refused = begin(admin, target, TO_LOOK).is(503, "UPSTREAM_UNAVAILABLE");
            assertThat(refused.body()).doesNotContain("token");
        } finally {
            AuditTest.asOwner("grant insert on auth.audit_entry to auth_app");
        }
        assertThat(api.get("/auth/sessions", Api.bearer(target)).json().path("items").size())
                .isEqualTo(1);
    }

    private static Pair token(Answer begun) {
        return new Pair(begun.json().path("token").asString(), "", 0);
    }

    private static String path(Pair whose) {
        return "/internal/accounts/" + whose.claim("sub") + "/impersonate";
    }

    private Answer begin(Pair operator, Pair whose, String body) {
        return api.post(path(whose), body, bearer(operatorToken(operator)));
    }

    private Answer end(Pair operator, Pair whose) {
        return api.delete(path(whose), bearer(operatorToken(operator)));
    }

    /** What admin-service gets when an operator shows it their token. */
    private Answer operatorToken(Pair operator) {
        String basic =
                java.util.Base64.getEncoder()
                        .encodeToString(("admin-service:" + secret("admin-service")).getBytes());
        return api.post(
                "/internal/service-tokens",
                "{\"audience\":\"auth-service\",\"operator_token\":\"%s\"}"
                        .formatted(operator.token()),
                "Authorization",
                "Basic " + basic);
    }

    private static String[] bearer(Answer serviceToken) {
        return new String[] {
            "Authorization", "Bearer " + serviceToken.json().path("token").asString()
        };
    }

    private Answer commandLine(Pair whose, String what, String body) {
        return api.post(
                "/internal/accounts/" + whose.claim("sub") + "/" + what,
                body,
                "Authorization",
                "Bearer " + api.serviceToken("operator", secret("operator"), "auth-service"));
    }

    private List<String> mails() throws Exception {
        return java.util.Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> sentTo(mail, targetPerson.email()))
                .map(ImpersonationTest::subject)
                .toList();
    }

    private static boolean sentTo(jakarta.mail.internet.MimeMessage mail, String address) {
        try {
            return mail.getAllRecipients()[0].toString().equals(address);
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String subject(jakarta.mail.internet.MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private List<String> trail() {
        return jdbc.sql(
                        """
                        select action || ' ' || reason from audit_entry
                        where subject_id = :id order by id
                        """)
                .param("id", UUID.fromString(target.claim("sub")))
                .query(String.class)
                .list();
    }
}
