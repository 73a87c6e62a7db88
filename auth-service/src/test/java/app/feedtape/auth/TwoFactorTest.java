package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.password.FurtherProof;
import app.feedtape.auth.secondfactor.AuthenticatorApp;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;
import tools.jackson.databind.JsonNode;

class TwoFactorTest extends AuthTest {

    private static final Device DEVICE = new Device("127.0.0.1", "FeedTape/3.1 (test)", "Phone");

    @Autowired private FurtherProof furtherProof;
    @Autowired private Accounts accounts;
    @Autowired private ApplicationContext context;

    /** Somebody with a second factor, as their session is after setting it up. */
    private record Enrolled(
            Person person, Pair pair, AuthenticatorApp app, List<String> recoveryCodes) {
        UUID account() {
            return UUID.fromString(pair.claim("sub"));
        }
    }

    @Test
    void anOfferHasAllAnAppNeedsAndAsksForNothingUntilItIsConfirmed() {
        Person person = somebody();
        Pair pair = signIn(person);
        JsonNode offer = offer(pair);
        assertThat(offer.path("secret").asString()).matches("[A-Z2-7]{32}");
        assertThat(offer.path("otpauth_uri").asString())
                .startsWith("otpauth://totp/FeedTape:person-")
                .contains("secret=" + offer.path("secret").asString());
        assertThat(offer.path("qr_code").asString()).startsWith("data:image/png;base64,");
        assertThat(state(pair).path("enabled").asBoolean()).isFalse();
        assertThat(challenge(pair)).isEmpty();
    }

    @Test
    void anOfferRunsOutAndASecondOneReplacesTheFirst() {
        Pair pair = signIn(somebody());
        AuthenticatorApp first = new AuthenticatorApp(offer(pair).path("secret").asString());
        AuthenticatorApp second = new AuthenticatorApp(offer(pair).path("secret").asString());
        confirm(pair, first.code(now(), 0)).is(401, "INVALID_CREDENTIALS");
        clock.advance(Duration.ofMinutes(15));
        confirm(pair, second.code(now(), 0)).is(409, "CONFLICT");
        ReflectionTestUtils.invokeMethod(context.getBean("secondFactorCleaning"), "clean");
        assertThat(rows("second_factor", pair)).isZero();
    }

    @Test
    void confirmingGivesTenCodesStrengthensThisSessionAndEndsTheOthers() {
        Person person = somebody();
        Pair other = signIn(person);
        Enrolled enrolled = enrol(person);
        assertThat(enrolled.recoveryCodes()).hasSize(10).doesNotHaveDuplicates();
        assertThat(enrolled.pair().claims().path("amr").toString()).isEqualTo("[\"otp\",\"mfa\"]");
        api.refresh(other.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
        api.me(other).is(401, "UNAUTHENTICATED");
        Pair refreshed = api.refresh(enrolled.pair().refreshToken()).pair();
        assertThat(refreshed.claims().path("amr").toString()).isEqualTo("[\"otp\",\"mfa\"]");
        JsonNode session =
                api.get("/auth/sessions", Api.bearer(refreshed)).json().path("items").get(0);
        assertThat(session.path("strength").asString()).isEqualTo("two_factors");
        assertThat(state(refreshed).path("recovery_codes_left").asInt()).isEqualTo(10);
        assertThat(mails(enrolled)).containsExactly("two_factor_enabled");
    }

    @Test
    void theSecretIsNeverShownAgainAndNothingReadableIsStored() {
        Enrolled enrolled = enrol(somebody());
        api.post("/auth/two-factor", "", Api.bearer(enrolled.pair())).is(409, "CONFLICT");
        assertThat(state(enrolled.pair()).toString()).doesNotContain("secret");
        String stored =
                jdbc.sql(
                                "select row_to_json(c)::text || row_to_json(f)::text from recovery_code c"
                                        + " join second_factor f using (account_id) where account_id = :id")
                        .param("id", enrolled.account())
                        .query(String.class)
                        .list()
                        .toString()
                        .toUpperCase(Locale.ROOT);
        for (String code : enrolled.recoveryCodes()) {
            assertThat(stored).doesNotContain(code).doesNotContain(code.replace("-", ""));
        }
    }

    @Test
    void twoWhoConfirmAtOnceSetUpOneFactor() throws Exception {
        Pair pair = signIn(somebody());
        String code = new AuthenticatorApp(offer(pair).path("secret").asString()).code(now(), 0);
        List<Answer> answers = SignInTest.together(4, () -> confirm(pair, code));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 409)).hasSize(3);
        assertThat(rows("recovery_code", pair)).isEqualTo(10);
    }

    @Test
    void aSignInFinishesWithTheSecondFactorAndItsTokensSaySo() {
        Enrolled enrolled = enrol(somebody());
        String challenge = challenge(enrolled.pair());
        nextStep();
        Pair pair = finish(challenge, enrolled.app().code(now(), 0)).pair();
        assertThat(pair.claims().path("amr").toString()).isEqualTo("[\"pwd\",\"otp\",\"mfa\"]");
        JsonNode session = api.get("/auth/sessions", Api.bearer(pair)).json().path("items").get(0);
        assertThat(session.path("device").asString()).isEqualTo("Phone");
        assertThat(session.path("proven_by").asString()).isEqualTo("password");
        nextStep();
        finish(challenge, enrolled.app().code(now(), 0)).is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void onlyTheStepAndItsNeighboursAreTaken() {
        for (int away : List.of(-2, -1, 0, 1, 2)) {
            Enrolled enrolled = enrol(somebody());
            clock.advance(Duration.ofMinutes(2));
            Answer answer = finish(challenge(enrolled.pair()), enrolled.app().code(now(), away));
            answer.is(Math.abs(away) <= 1 ? 200 : 401);
        }
    }

    @Test
    void aCodeIsTakenOnceAndNoneBeforeItAfterwardsNotEvenWhenTheClockGoesBack() {
        Enrolled enrolled = enrol(somebody());
        clock.advance(Duration.ofMinutes(2));
        Instant now = now();
        finish(challenge(enrolled.pair()), enrolled.app().code(now, 0)).is(200);
        finish(challenge(enrolled.pair()), enrolled.app().code(now, 0)).is(401);
        finish(challenge(enrolled.pair()), enrolled.app().code(now, -1)).is(401);
        finish(challenge(enrolled.pair()), enrolled.app().code(now, 1)).is(200);
        jdbc.sql("update second_factor set last_step = last_step + 60 where account_id = :id")
                .param("id", enrolled.account())
                .update();
        clock.advance(Duration.ofMinutes(2));
        finish(challenge(enrolled.pair()), enrolled.app().code(now(), 0)).is(401);
    }

    @Test
    void manyWithOneCodeOpenOneSession() throws Exception {
        Enrolled enrolled = enrol(somebody());
        nextStep();
        String code = enrolled.app().code(now(), 0);
        Queue<String> challenges = new ConcurrentLinkedQueue<>();
        for (int each = 0; each < 5; each++) {
            challenges.add(challenge(enrolled.pair()));
        }
        List<Answer> answers = SignInTest.together(5, () -> finish(challenges.remove(), code));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    }

    @Test
    void fiveTriesAreAllForThePersonWhicheverWayTheyCome() {
        Enrolled enrolled = enrol(somebody());
        nextStep();
        String wrong = wrong(enrolled);
        for (int each = 0; each < 2; each++) {
            finish(challenge(enrolled.pair()), wrong).is(401, "INVALID_CREDENTIALS");
        }
        recover(challenge(enrolled.pair()), "0000-0000-0000").is(401, "INVALID_CREDENTIALS");
        verify(enrolled.pair(), wrong).is(401, "INVALID_CREDENTIALS");
        api.post(
                        "/auth/two-factor/verify",
                        "{\"recovery_code\":\"0000-0000-0001\"}",
                        Api.bearer(enrolled.pair()))
                .is(401);
        Answer locked =
                finish(challenge(enrolled.pair()), enrolled.app().code(now(), 0))
                        .is(429, "RATE_LIMITED");
        assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(800, 900);
        assertThat(locked.json().at("/error/details/metric").asString())
                .isEqualTo("second_factor_tries");
        assertThat(locked.json().at("/error/details/decision_id").asString()).isNotEmpty();
        recover(challenge(enrolled.pair()), enrolled.recoveryCodes().getFirst()).is(429);
        verify(enrolled.pair(), enrolled.app().code(now(), 0)).is(429);
        clock.advance(Duration.ofMinutes(15));
        finish(challenge(enrolled.pair()), enrolled.app().code(now(), 0)).is(200);
    }

    @Test
    void anOperatorsWordGivesTheTriesBack() {
        Enrolled enrolled = enrol(somebody());
        nextStep();
        for (int each = 0; each < 5; each++) {
            verify(enrolled.pair(), wrong(enrolled)).is(401);
        }
        verify(enrolled.pair(), enrolled.app().code(now(), 0)).is(429);
        clearLimits(enrolled.pair(), "login");
        verify(enrolled.pair(), enrolled.app().code(now(), 0)).is(429);
        clearLimits(enrolled.pair(), "two_factor");
        verify(enrolled.pair(), enrolled.app().code(now(), 0)).is(200);
    }

    @Test
    void howeverManyGuessAtOnceFiveAreLookedAt() throws Exception {
        Enrolled enrolled = enrol(somebody());
        nextStep();
        String wrong = wrong(enrolled);
        List<Answer> answers = SignInTest.together(40, () -> verify(enrolled.pair(), wrong));
        assertThat(answers.stream().filter(answer -> answer.status() == 401))
                .hasSizeLessThanOrEqualTo(5);
        assertThat(answers.stream().filter(answer -> answer.status() == 429)).isNotEmpty();
        verify(enrolled.pair(), enrolled.app().code(now(), 0)).is(429);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"code\":null",
                "\"code\":\"\"",
                "\"code\":[\"123456\",\"000000\"]",
                "\"code\":\"1234567\"",
                "\"code\":\"\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\"",
                "\"code\":\"123 456\"",
                "\"code\":\"1e5\"",
                "\"code\":1e5",
                "\"code\":{\"$ne\":\"\"}",
                "\"recovery_code\":\"short\"",
                "\"recovery_code\":[\"0000-0000-0000\"]",
                "\"code\":\"123456\",\"recovery_code\":\"0000-0000-0000\"",
                "\"other\":1"
            })
    void whatCannotBeACodeIs400AndNoTry(String member) {
        Enrolled enrolled = enrol(somebody());
        String challenge = challenge(enrolled.pair());
        for (int each = 0; each < 6; each++) {
            api.post(
                            "/auth/login/two-factor",
                            "{\"challenge\":\"%s\",%s}".formatted(challenge, member))
                    .is(400);
        }
        nextStep();
        finish(challenge, enrolled.app().code(now(), 0)).is(200);
    }

    @Test
    void aChallengeIsItsAccountsAloneAndRunsOut() {
        Enrolled mine = enrol(somebody());
        Enrolled theirs = enrol(somebody());
        nextStep();
        finish(challenge(mine.pair()), theirs.app().code(now(), 0)).is(401);
        recover(challenge(mine.pair()), theirs.recoveryCodes().getFirst()).is(401);
        finish(OneTimeSecret.make().value(), theirs.app().code(now(), 0)).is(401);
        String late = challenge(mine.pair());
        clock.advance(Duration.ofMinutes(5));
        finish(late, mine.app().code(now(), 0)).is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void anotherPasswordEndsTheSignInsThatBeganWithTheOldOne() {
        Enrolled enrolled = enrol(somebody());
        String challenge = challenge(enrolled.pair());
        furtherProof.forget(enrolled.account());
        nextStep();
        finish(challenge, enrolled.app().code(now(), 0)).is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void whoeverIsShutOutMeanwhileIsToldSo() {
        Enrolled enrolled = enrol(somebody());
        String challenge = challenge(enrolled.pair());
        jdbc.sql("update account set status = 'suspended' where id = :id")
                .param("id", enrolled.account())
                .update();
        nextStep();
        finish(challenge, enrolled.app().code(now(), 0)).is(403, "ACCOUNT_SUSPENDED");
    }

    @Test
    void aRecoveryCodeOpensOnceHoweverItIsTypedAndHoweverManyTryAtOnce() throws Exception {
        Enrolled enrolled = enrol(somebody());
        String code = enrolled.recoveryCodes().getFirst();
        String typed = code.toLowerCase(Locale.ROOT).replace("-", "");
        List<Answer> answers =
                SignInTest.together(
                        4,
                        () ->
                                api.post(
                                        "/auth/two-factor/verify",
                                        "{\"recovery_code\":\"" + typed + "\"}",
                                        Api.bearer(enrolled.pair())));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        recover(challenge(enrolled.pair()), code).is(401);
        assertThat(state(enrolled.pair()).path("recovery_codes_left").asInt()).isEqualTo(9);
        assertThat(mails(enrolled)).contains("recovery_code_used");
        Pair pair = recover(challenge(enrolled.pair()), enrolled.recoveryCodes().get(1)).pair();
        assertThat(pair.claims().path("amr").toString()).contains("mfa");
    }

    @Test
    void newRecoveryCodesEndTheOldOnes() {
        Enrolled enrolled = enrol(somebody());
        JsonNode renewed =
                api.post("/auth/two-factor/recovery-codes", "", Api.bearer(enrolled.pair()))
                        .is(200)
                        .json()
                        .path("recovery_codes");
        assertThat(renewed.size()).isEqualTo(10);
        recover(challenge(enrolled.pair()), enrolled.recoveryCodes().getFirst()).is(401);
        recover(challenge(enrolled.pair()), renewed.get(0).asString()).is(200);
    }

    @Test
    void aProvidersSignInGivesOneFactorThatReachesNothingProtectedUntilItIsRaised() {
        Enrolled enrolled = enrol(somebody());
        Pair weak = signIn(enrolled.person());
        assertThat(weak.claims().has("amr")).isFalse();
        api.me(weak).is(200);
        api.delete("/auth/two-factor", Api.bearer(weak)).is(403, "TWO_FACTOR_REQUIRED");
        api.post("/auth/two-factor/recovery-codes", "", Api.bearer(weak))
                .is(403, "TWO_FACTOR_REQUIRED");
        nextStep();
        JsonNode raised = verify(weak, enrolled.app().code(now(), 0)).is(200).json();
        Pair strong = new Pair(raised.path("token").asString(), weak.refreshToken(), 0);
        assertThat(strong.claim("sid")).isEqualTo(weak.claim("sid"));
        assertThat(strong.claims().path("amr").toString()).isEqualTo("[\"otp\",\"mfa\"]");
        api.post("/auth/two-factor/recovery-codes", "", Api.bearer(weak)).is(200);
        clock.advance(Duration.ofMinutes(15));
        api.delete("/auth/two-factor", Api.bearer(strong)).is(403, "TWO_FACTOR_REQUIRED");
    }

    @Test
    void aFactorThatIsGivenUpAsksNoMoreAndEndsTheOtherSessions() {
        Enrolled enrolled = enrol(somebody());
        Pair other = signIn(enrolled.person());
        api.delete("/auth/two-factor", Api.bearer(enrolled.pair())).is(204);
        api.delete("/auth/two-factor", Api.bearer(enrolled.pair())).is(409, "CONFLICT");
        api.post("/auth/two-factor/recovery-codes", "", Api.bearer(enrolled.pair())).is(409);
        api.me(other).is(401);
        assertThat(challenge(enrolled.pair())).isEmpty();
        assertThat(rows("recovery_code", enrolled.pair())).isZero();
        assertThat(mails(enrolled)).contains("two_factor_disabled");
    }

    @Test
    void anOldSessionSetsNothingUp() {
        Pair pair = signIn(somebody());
        clock.advance(Duration.ofMinutes(16));
        api.post("/auth/two-factor", "", Api.bearer(pair)).is(403, "RECENT_SIGN_IN_REQUIRED");
        api.post("/auth/two-factor", "").is(401);
        api.get("/auth/two-factor").is(401);
    }

    private Enrolled enrol(Person person) {
        Pair pair = signIn(person);
        AuthenticatorApp app = new AuthenticatorApp(offer(pair).path("secret").asString());
        JsonNode confirmed = confirm(pair, app.code(now(), 0)).is(200).json();
        List<String> codes =
                confirmed.path("recovery_codes").valueStream().map(JsonNode::asString).toList();
        Pair strong = new Pair(confirmed.path("token").asString(), pair.refreshToken(), 0);
        return new Enrolled(person, strong, app, codes);
    }

    private JsonNode offer(Pair pair) {
        return api.post("/auth/two-factor", "", Api.bearer(pair)).is(200).json();
    }

    private Answer confirm(Pair pair, String code) {
        return api.post(
                "/auth/two-factor/confirm", "{\"code\":\"" + code + "\"}", Api.bearer(pair));
    }

    private Answer verify(Pair pair, String code) {
        return api.post("/auth/two-factor/verify", "{\"code\":\"" + code + "\"}", Api.bearer(pair));
    }

    private JsonNode state(Pair pair) {
        return api.get("/auth/two-factor", Api.bearer(pair)).is(200).json();
    }

    /** What a sign-in by password answers with; empty when it would open a session. */
    private String challenge(Pair pair) {
        return accounts.find(UUID.fromString(pair.claim("sub")))
                .flatMap(account -> furtherProof.challenge(account, DEVICE))
                .orElse("");
    }

    private Answer finish(String challenge, String code) {
        return api.post(
                "/auth/login/two-factor",
                "{\"challenge\":\"%s\",\"code\":\"%s\"}".formatted(challenge, code));
    }

    private Answer recover(String challenge, String code) {
        return api.post(
                "/auth/login/two-factor",
                "{\"challenge\":\"%s\",\"recovery_code\":\"%s\"}".formatted(challenge, code));
    }

    /** Six digits that are right in no step of the next minutes. */
    private String wrong(Enrolled enrolled) {
        List<String> right = new ArrayList<>();
        for (int away = -5; away <= 40; away++) {
            right.add(enrolled.app().code(now(), away));
        }
        return List.of("000000", "111111", "222222", "333333").stream()
                .filter(code -> !right.contains(code))
                .findFirst()
                .orElseThrow();
    }

    private void nextStep() {
        clock.advance(Duration.ofSeconds(30));
    }

    private Instant now() {
        return clock.instant();
    }

    private long rows(String table, Pair pair) {
        return jdbc.sql("select count(*) from " + table + " where account_id = :id")
                .param("id", UUID.fromString(pair.claim("sub")))
                .query(Long.class)
                .single();
    }

    private List<String> mails(Enrolled enrolled) {
        return jdbc.sql("select template from mail where account_id = :id order by created_at")
                .param("id", enrolled.account())
                .query(String.class)
                .list();
    }
}
