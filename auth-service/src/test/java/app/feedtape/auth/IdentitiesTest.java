package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.secret.OneTimeSecret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A person adds ways in and takes them away, and is never left without one. */
class IdentitiesTest extends AuthTest {

    static List<FakeOpenId> providers() {
        return List.of(GOOGLE, APPLE);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSecondProviderOnTheWebOpensTheSameAccount(FakeOpenId provider) {
        Person person = somebody();
        Person elsewhere = somebody();
        Pair pair = signIn(person);
        Answer linked = link(pair, provider, elsewhere).is(200);
        assertThat(linked.json().path("provider").asString()).isEqualTo(provider.name());
        assertThat(linked.json().path("email").asString()).isEqualTo(elsewhere.email());
        assertThat(providersOf(pair)).containsExactly("github", provider.name());
        assertThat(onThePhone(provider, elsewhere).claim("sub")).isEqualTo(pair.claim("sub"));
        assertThat(api.me(pair).json().path("email").asString()).isEqualTo(person.email());
        link(pair, provider, elsewhere).is(200);
        assertThat(providersOf(pair)).hasSize(2);
        assertThat(entries(pair)).contains("identity_linked " + provider.name());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aLinkIsFinishedOnlyByTheBrowserThatBegan(FakeOpenId provider) {
        Pair pair = signIn(somebody());
        Answer begun = begin(pair, provider, "").is(200);
        String agreed = provider.agree(address(begun), somebody());
        api.comeBack(provider, agreed).is(400, "OAUTH_STATE_INVALID");
        String other = "__Host-feedtape_sign_in=" + OneTimeSecret.make().value();
        api.comeBack(provider, agreed, "Cookie", other).is(400, "OAUTH_STATE_INVALID");
        api.comeBack(provider, agreed, "Cookie", cookie(begun)).is(200);
        api.comeBack(provider, agreed, "Cookie", cookie(begun)).is(400, "OAUTH_STATE_INVALID");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anAppLinksByACodeThatOnlyItsOwnVerifierAndAccountCanUse(FakeOpenId provider) {
        Pair pair = signIn(somebody());
        OneTimeSecret verifier = OneTimeSecret.make();
        Person elsewhere = somebody();
        String wrong = linkCode(pair, provider, elsewhere, verifier);
        confirm(pair, wrong, OneTimeSecret.make()).is(400, "VALIDATION_FAILED");
        confirm(pair, wrong, verifier).is(400, "VALIDATION_FAILED");
        String stolen = linkCode(pair, provider, elsewhere, verifier);
        confirm(signIn(somebody()), stolen, verifier).is(400, "VALIDATION_FAILED");
        String late = linkCode(pair, provider, elsewhere, verifier);
        clock.advance(Duration.ofSeconds(61));
        confirm(pair, late, verifier).is(400, "VALIDATION_FAILED");
        assertThat(providersOf(pair)).containsExactly("github");
        confirm(pair, linkCode(pair, provider, elsewhere, verifier), verifier).is(200);
        assertThat(onThePhone(provider, elsewhere).claim("sub")).isEqualTo(pair.claim("sub"));
    }

    @Test
    void anAppNeedsAChallengeAndNobodyLinksWithoutAToken() {
        Pair pair = signIn(somebody());
        begin(pair, GOOGLE, "{\"mobile\":true}").is(400, "VALIDATION_FAILED");
        begin(
                        pair,
                        GOOGLE,
                        "{\"mobile\":true,\"code_challenge\":\"%s\",\"code_challenge_method\":\"plain\"}"
                                .formatted(OneTimeSecret.make().challenge()))
                .is(400, "VALIDATION_FAILED");
        api.post("/auth/identities/google", "{}").is(401);
        api.get("/auth/identities").is(401);
        api.delete("/auth/identities/google").is(401);
        api.post("/auth/identities/myspace", "{}", Api.bearer(pair)).is(404);
    }

    @Test
    void somebodyElsesProviderIsNotTakenAway() throws Exception {
        Person person = somebody();
        Pair owners = onThePhone(GOOGLE, person);
        Pair strangers = signIn(somebody());
        link(strangers, GOOGLE, person).is(409, "CONFLICT");
        assertThat(onThePhone(GOOGLE, person).claim("sub")).isEqualTo(owners.claim("sub"));
        Person contested = somebody();
        List<Pair> both = List.of(signIn(somebody()), signIn(somebody()));
        List<String> agreed = new java.util.ArrayList<>();
        List<String> cookies = new java.util.ArrayList<>();
        for (Pair one : both) {
            Answer begun = begin(one, GOOGLE, "").is(200);
            agreed.add(GOOGLE.agree(address(begun), contested));
            cookies.add(cookie(begun));
        }
        var turn = new java.util.concurrent.atomic.AtomicInteger();
        List<Answer> answers =
                SignInTest.together(
                        2,
                        () -> {
                            int mine = turn.getAndIncrement();
                            return api.comeBack(
                                    GOOGLE, agreed.get(mine), "Cookie", cookies.get(mine));
                        });
        assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(200, 409);
    }

    @Test
    void nothingIsLinkedWhileEitherSideIsUnproven() {
        Person unproven = new Person(somebody().id(), "Mallory", somebody().email(), false);
        Pair pair = signIn(unproven);
        begin(pair, GOOGLE, "").is(403, "EMAIL_NOT_VERIFIED");
        Pair proven = signIn(somebody());
        Person elsewhere = new Person(somebody().id(), "Else", somebody().email(), false);
        link(proven, GOOGLE, elsewhere).is(403, "EMAIL_NOT_VERIFIED");
        assertThat(providersOf(proven)).containsExactly("github");
    }

    @Test
    void whoSignedOutMeanwhileLinksNothing() {
        Pair pair = signIn(somebody());
        Answer begun = begin(pair, GOOGLE, "").is(200);
        Person elsewhere = somebody();
        String agreed = GOOGLE.agree(address(begun), elsewhere);
        api.logout(pair.refreshToken()).is(204);
        api.comeBack(GOOGLE, agreed, "Cookie", cookie(begun)).is(400, "OAUTH_STATE_INVALID");
        assertThat(onThePhone(GOOGLE, elsewhere).claim("sub")).isNotEqualTo(pair.claim("sub"));
    }

    @Test
    void aSessionThatSomebodyFoundOpenChangesNoWayIn() {
        Pair pair = signIn(somebody());
        link(pair, GOOGLE, somebody()).is(200);
        clock.advance(Duration.ofMinutes(16));
        begin(pair, APPLE, "").is(403, "RECENT_SIGN_IN_REQUIRED");
        api.delete("/auth/identities/google", Api.bearer(pair)).is(403, "RECENT_SIGN_IN_REQUIRED");
    }

    @Test
    void theOnlyWayInStaysAndAnyOtherMayGo() {
        Person person = somebody();
        Pair pair = signIn(person);
        api.delete("/auth/identities/github", Api.bearer(pair)).is(409, "CONFLICT");
        assertThat(signIn(person).claim("sub")).isEqualTo(pair.claim("sub"));
        Person elsewhere = somebody();
        Answer linked = link(pair, GOOGLE, elsewhere).is(200);
        api.delete("/auth/identities/github", Api.bearer(pair)).is(204);
        assertThat(providersOf(pair)).containsExactly("google");
        String id = linked.json().path("id").asString();
        api.delete("/auth/identities/" + id, Api.bearer(pair)).is(409, "CONFLICT");
        api.delete("/auth/identities/github", Api.bearer(pair)).is(404, "NOT_FOUND");
        api.delete("/auth/identities/" + id, Api.bearer(signIn(somebody()))).is(404, "NOT_FOUND");
        assertThat(entries(pair)).contains("identity_unlinked github");
        assertThat(mails(pair))
                .contains("identity_linked Google", "identity_unlinked GitHub")
                .doesNotContain("identity_unlinked Google");
    }

    @Test
    void twoThatTakeTheLastTwoWaysInAtOnceLeaveOne() throws Exception {
        Pair pair = signIn(somebody());
        link(pair, GOOGLE, somebody()).is(200);
        var turn = new java.util.concurrent.atomic.AtomicInteger();
        List<Answer> answers =
                SignInTest.together(
                        2,
                        () ->
                                api.delete(
                                        "/auth/identities/"
                                                + List.of("github", "google")
                                                        .get(turn.getAndIncrement()),
                                        Api.bearer(pair)));
        assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(204, 409);
        assertThat(providersOf(pair)).hasSize(1);
    }

    @Test
    void twoOfOneProviderAreTakenAwayById() {
        Pair pair = signIn(somebody());
        link(pair, GOOGLE, somebody()).is(200);
        String id = link(pair, GOOGLE, somebody()).is(200).json().path("id").asString();
        api.delete("/auth/identities/google", Api.bearer(pair)).is(409, "CONFLICT");
        api.delete("/auth/identities/" + id, Api.bearer(pair)).is(204);
        api.delete("/auth/identities/google", Api.bearer(pair)).is(204);
    }

    private Answer begin(Pair pair, FakeOpenId provider, String body) {
        return api.post("/auth/identities/" + provider.name(), body, Api.bearer(pair));
    }

    private Answer link(Pair pair, FakeOpenId provider, Person person) {
        Answer begun = begin(pair, provider, "").is(200);
        String agreed = provider.agree(address(begun), person);
        return api.comeBack(provider, agreed, "Cookie", cookie(begun));
    }

    private String linkCode(Pair pair, FakeOpenId provider, Person person, OneTimeSecret verifier) {
        String body =
                "{\"mobile\":true,\"code_challenge\":\"%s\",\"code_challenge_method\":\"S256\"}"
                        .formatted(verifier.challenge());
        Answer begun = begin(pair, provider, body).is(200);
        assertThat(begun.header("Set-Cookie")).isEmpty();
        Answer back = api.comeBack(provider, provider.agree(address(begun), person)).is(302);
        assertThat(Api.deepLink(back)).containsOnlyKeys("link_code");
        return Api.deepLink(back).get("link_code");
    }

    private Answer confirm(Pair pair, String code, OneTimeSecret verifier) {
        return api.post(
                "/auth/identities",
                "{\"code\":\"%s\",\"code_verifier\":\"%s\"}".formatted(code, verifier.value()),
                Api.bearer(pair));
    }

    private List<String> providersOf(Pair pair) {
        var items = api.get("/auth/identities", Api.bearer(pair)).is(200).json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path("provider").asString())
                .toList();
    }

    private List<String> entries(Pair pair) {
        return jdbc.sql(
                        "select action || ' ' || coalesce(reason, '') from audit_entry where subject_id = cast(:id as uuid)")
                .param("id", pair.claim("sub"))
                .query(String.class)
                .list();
    }

    private List<String> mails(Pair pair) {
        return jdbc.sql(
                        "select template || ' ' || (parameters::json ->> 'provider') from mail where account_id = cast(:id as uuid) and template like 'identity%'")
                .param("id", pair.claim("sub"))
                .query(String.class)
                .list();
    }

    private Pair onThePhone(FakeOpenId provider, Person person) {
        String away = api.get("/auth/oauth/" + provider.name() + "?mobile=true").header("Location");
        Map<String, String> link =
                Api.deepLink(api.comeBack(provider, provider.agree(away, person)).is(302));
        return new Pair(link.get("token"), link.get("refresh_token"), 3600);
    }

    private static String address(Answer begun) {
        return begun.json().path("authorize_url").asString();
    }

    private static String cookie(Answer begun) {
        return begun.header("Set-Cookie").split(";")[0];
    }
}
