package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Fault;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.SessionFact.SessionStarted;
import app.feedtape.test.KafkaProbe;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest extends AuthTest {

    private static final String WEB = "/auth/oauth/github";
    private static final String MOBILE = "/auth/oauth/github?mobile=true";

    @Test
    void thePhoneComesBackWithTokensThatWork() {
        Person person = somebody();
        Pair pair = signIn(person);
        assertThat(pair.expiresIn()).isEqualTo(3600);
        Answer me = api.me(pair).is(200);
        assertThat(me.json().path("email").asString()).isEqualTo(person.email());
        assertThat(me.json().path("id").asString()).isEqualTo(pair.claim("sub"));
    }

    @Test
    void theWebComesBackWithTokensWhenTheBrowserIsTheOneThatBegan() {
        Answer away = api.get(WEB).is(302);
        String cookie = away.header("Set-Cookie");
        assertThat(cookie)
                .startsWith("__Host-feedtape_sign_in=")
                .contains("Secure", "HttpOnly", "SameSite=None", "Path=/");
        String state = FakeGitHub.query(away.header("Location").split("\\?")[1]).get("state");
        assertThat(state).startsWith("web:");
        String back = "/auth/callback/github?" + GITHUB.agree(away.header("Location"), somebody());
        Answer done = api.get(back, "Cookie", cookie.split(";")[0]).is(200);
        assertThat(done.pair().refreshToken()).hasSize(43);
        assertThat(done.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theWebIsRefusedInAnyOtherBrowserAndTheRightOneMayStillFinish() {
        Answer away = api.get(WEB).is(302);
        String back = "/auth/callback/github?" + GITHUB.agree(away.header("Location"), somebody());
        int asked = GITHUB.tokenCalls();
        api.get(back).is(400, "OAUTH_STATE_INVALID");
        api.get(back, "Cookie", "__Host-feedtape_sign_in=" + OneTimeSecret.make().value())
                .is(400, "OAUTH_STATE_INVALID");
        assertThat(GITHUB.tokenCalls()).isEqualTo(asked);
        api.get(back, "Cookie", away.header("Set-Cookie").split(";")[0]).is(200);
    }

    @Test
    void aSecondTabMayStillFinishAfterTheFirst() {
        Answer first = api.get(WEB).is(302);
        String cookie = first.header("Set-Cookie").split(";")[0];
        Answer second = api.get(WEB, "Cookie", cookie).is(302);
        assertThat(second.header("Set-Cookie").split(";")[0]).isEqualTo(cookie);
        for (Answer tab : List.of(first, second)) {
            String agreed = GITHUB.agree(tab.header("Location"), somebody());
            Answer back = api.get("/auth/callback/github?" + agreed, "Cookie", cookie).is(200);
            assertThat(back.header("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void aFirstSignInIsToldToTheOthers() {
        try (KafkaProbe probe = KafkaProbe.fromNow("account", "session")) {
            Person person = somebody();
            Pair pair = signIn(person);
            AccountChanged account =
                    probe.await(AccountChanged.class, fact -> person.email().equals(fact.email()));
            assertThat(account.version()).isEqualTo(1);
            assertThat(account.status()).isEqualTo("active");
            assertThat(account.settings().voice()).isEqualTo("Lucia");
            SessionStarted session =
                    probe.await(
                            SessionStarted.class,
                            fact -> fact.accountId().equals(account.accountId()));
            assertThat(session.sessionId().toString()).isEqualTo(pair.claim("sid"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&state=",
                "&state=mobile:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "&state=nonsense",
                "&state=%00"
            })
    void aStateNobodyGaveOutIsRefused(String state) {
        int asked = GITHUB.tokenCalls();
        api.get("/auth/callback/github?code=x" + state).is(400, "OAUTH_STATE_INVALID");
        assertThat(GITHUB.tokenCalls()).isEqualTo(asked);
    }

    @Test
    void aStateIsGoodOnceEvenForTwentyAtATime() throws Exception {
        Answer away = api.get(MOBILE).is(302);
        String back = "/auth/callback/github?" + GITHUB.agree(away.header("Location"), somebody());
        List<Answer> answers = together(20, () -> api.get(back));
        assertThat(answers.stream().filter(answer -> answer.status() == 302)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 400)).hasSize(19);
    }

    @Test
    void anotherProvidersAnswerAndAnUnknownProviderAreRefused() {
        Answer away = api.get(MOBILE).is(302);
        String agreed = GITHUB.agree(away.header("Location"), somebody());
        api.get("/auth/callback/apple?" + agreed).is(400, "OAUTH_STATE_INVALID");
        api.get("/auth/callback/github?iss=https%3A%2F%2Faccounts.google.com&" + agreed)
                .is(400, "OAUTH_STATE_INVALID");
        api.get("/auth/oauth/myspace?mobile=true").is(404, "NOT_FOUND");
    }

    @Test
    void aCodeOfAnotherAttemptDoesNotFitTheVerifier() {
        String victims = api.get(MOBILE).is(302).header("Location");
        String attackers = api.get(MOBILE).is(302).header("Location");
        String code = FakeGitHub.query(GITHUB.agree(attackers, somebody())).get("code");
        String state = FakeGitHub.query(victims.split("\\?")[1]).get("state");
        api.get("/auth/callback/github?code=" + code + "&state=" + state)
                .is(400, "VALIDATION_FAILED");
    }

    @Test
    void aPersonWhoDeclinesIsSentBackToTheAppWithoutTokens() {
        String state =
                FakeGitHub.query(api.get(MOBILE).is(302).header("Location").split("\\?")[1])
                        .get("state");
        Answer back = api.get("/auth/callback/github?error=access_denied&state=" + state).is(302);
        assertThat(Api.deepLink(back)).isEqualTo(Map.of("error", "access_denied"));
        api.get("/auth/callback/github?error=access_denied&state=" + state)
                .is(400, "OAUTH_STATE_INVALID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "feedtape://x@evil",
                "//evil",
                "javascript:alert(1)",
                "http://2130706433"
            })
    void noParameterChangesWhereAPersonIsSent(String address) {
        String evil = java.net.URLEncoder.encode(address, java.nio.charset.StandardCharsets.UTF_8);
        String begin = MOBILE + "&redirect_uri=" + evil + "&return_to=" + evil;
        String away = api.get(begin).is(302).header("Location");
        assertThat(away).startsWith(GITHUB.url() + "/login/oauth/authorize?");
        assertThat(FakeGitHub.query(away.split("\\?")[1]).get("redirect_uri"))
                .isEqualTo("http://localhost:8080/auth/callback/github");
        assertThat(Api.deepLink(api.comeBack(GITHUB, somebody(), begin))).containsKey("token");
    }

    @Test
    void theAppWithAChallengeGetsACodeThatOnlyItsVerifierTurnsIntoTokens() {
        OneTimeSecret verifier = OneTimeSecret.make();
        String begin =
                MOBILE + "&code_challenge_method=S256&code_challenge=" + verifier.challenge();
        Person person = somebody();
        Map<String, String> link = Api.deepLink(api.comeBack(GITHUB, person, begin).is(302));
        assertThat(link).containsOnlyKeys("code");
        Pair pair = exchange(link.get("code"), verifier.value()).pair();
        assertThat(api.me(pair).is(200).json().path("email").asString()).isEqualTo(person.email());
        exchange(link.get("code"), verifier.value()).is(400, "VALIDATION_FAILED");
    }

    @Test
    void aWrongVerifierSpendsTheCode() {
        OneTimeSecret verifier = OneTimeSecret.make();
        String begin =
                MOBILE + "&code_challenge_method=S256&code_challenge=" + verifier.challenge();
        String code = Api.deepLink(api.comeBack(GITHUB, somebody(), begin).is(302)).get("code");
        exchange(code, OneTimeSecret.make().value()).is(400, "VALIDATION_FAILED");
        exchange(code, verifier.value()).is(400, "VALIDATION_FAILED");
        api.post("/auth/token", "{\"code\":\"%s\"}".formatted(code)).is(400, "VALIDATION_FAILED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?mobile=true&code_challenge=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "?mobile=true&code_challenge=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&code_challenge_method=plain",
                "?mobile=true&code_challenge=short&code_challenge_method=S256",
                "?mobile=true&code_challenge_method=S256",
                "?code_challenge=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&code_challenge_method=S256",
                "?mobile=maybe"
            })
    void aChallengeThatWouldProtectNothingIsRefused(String query) {
        api.get(WEB + query).is(400, "VALIDATION_FAILED");
    }

    @Test
    void twoFirstSignInsOfOnePersonAtOnceMakeOneAccount() throws Exception {
        Person person = somebody();
        List<Pair> pairs = together(8, () -> api.signInOnThePhone(GITHUB, person));
        assertThat(pairs.stream().map(pair -> pair.claim("sub")).distinct()).hasSize(1);
        assertThat(pairs.stream().map(pair -> pair.claim("sid")).distinct()).hasSize(8);
    }

    @Test
    void twoFirstSignInsWithoutAProvenAddressMakeOneAccountToo() throws Exception {
        Person person = unverified(somebody());
        List<Pair> pairs = together(8, () -> api.signInOnThePhone(GITHUB, person));
        assertThat(pairs.stream().map(pair -> pair.claim("sub")).distinct()).hasSize(1);
    }

    @Test
    void aSecondIdentityWithTheSameProvenAddressOpensTheSameAccount() {
        Person first = somebody();
        Person second =
                new Person(
                        first.id() + 500_000,
                        "Twin",
                        first.email().toUpperCase(java.util.Locale.ROOT),
                        true);
        assertThat(signIn(second).claim("sub")).isNotEmpty();
        assertThat(signIn(first).claim("sub")).isEqualTo(signIn(second).claim("sub"));
    }

    @Test
    void anUnprovenAddressNeverOpensAnAccountNorIsOpenedByOne() {
        Person owner = somebody();
        Person attacker =
                unverified(new Person(owner.id() + 600_000, "Mallory", owner.email(), false));
        Pair before = signIn(attacker);
        Pair owners = signIn(owner);
        assertThat(owners.claim("sub")).isNotEqualTo(before.claim("sub"));
        assertThat(signIn(attacker).claim("sub")).isEqualTo(before.claim("sub"));
        assertThat(api.me(before).is(200).json().path("email_verified").asBoolean()).isFalse();
    }

    @Test
    void anotherSpellingOfAnOwnedMailboxMakesNoSecondAccount() {
        Person owner = somebody();
        signIn(owner);
        String tagged = owner.email().replace("@", "+news@");
        Answer phone =
                api.comeBack(GITHUB, new Person(owner.id() + 700_000, "Tag", tagged, true), MOBILE);
        assertThat(Api.deepLink(phone.is(302))).isEqualTo(Map.of("error", "email_taken"));
    }

    @Test
    void theProvidersIdCountsAndNotItsAddress() {
        Person person = somebody();
        Pair before = signIn(person);
        Person moved = new Person(person.id(), person.name(), "new-" + person.email(), true);
        Person heir = new Person(person.id() + 800_000, "Heir", "new-" + person.email(), true);
        assertThat(signIn(moved).claim("sub")).isEqualTo(before.claim("sub"));
        assertThat(signIn(heir).claim("sub")).isNotEqualTo(before.claim("sub"));
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aProviderThatFailsIsSaidAndLeavesNothingBehind(Fault fault) {
        Answer away = api.get(MOBILE).is(302);
        String back = "/auth/callback/github?" + GITHUB.agree(away.header("Location"), somebody());
        long accounts = accounts();
        GITHUB.failWith(fault);
        api.get(back).is(503, "UPSTREAM_UNAVAILABLE");
        GITHUB.failWith(Fault.NONE);
        api.get(back).is(400, "OAUTH_STATE_INVALID");
        assertThat(accounts()).isEqualTo(accounts);
    }

    @Test
    void nothingThatWasGivenOutCanBeReadFromTheDatabase() {
        OneTimeSecret verifier = OneTimeSecret.make();
        Pair pair = signIn(somebody());
        String state =
                FakeGitHub.query(api.get(MOBILE).header("Location").split("\\?")[1]).get("state");
        String code =
                Api.deepLink(
                                api.comeBack(
                                        GITHUB,
                                        somebody(),
                                        MOBILE
                                                + "&code_challenge_method=S256&code_challenge="
                                                + verifier.challenge()))
                        .get("code");
        StringBuilder dump = new StringBuilder();
        for (String table :
                List.of(
                        "account",
                        "identity",
                        "session",
                        "refresh_token",
                        "sign_in_attempt",
                        "sign_in_code",
                        "signing_key",
                        "mail",
                        "outbox_event")) {
            jdbc.sql("select row_to_json(t)::text from " + table + " t")
                    .query(String.class)
                    .list()
                    .forEach(dump::append);
        }
        assertThat(dump).doesNotContain(pair.refreshToken(), pair.token(), state, code, "\"d\":");
    }

    private Answer exchange(String code, String verifier) {
        return api.post(
                "/auth/token",
                "{\"code\":\"%s\",\"code_verifier\":\"%s\"}".formatted(code, verifier));
    }

    private static Person unverified(Person person) {
        return new Person(person.id(), person.name(), person.email(), false);
    }

    private long accounts() {
        return jdbc.sql("select count(*) from account").query(Long.class).single();
    }

    static <T> List<T> together(int times, Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running =
                    IntStream.range(0, times).mapToObj(each -> threads.submit(call)).toList();
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}
