package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Fault;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.secret.OneTimeSecret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Google, whose answer is a redirect, and Apple, whose answer is a form; on web and phone. */
class OpenIdSignInTest extends AuthTest {

    static List<FakeOpenId> providers() {
        return List.of(GOOGLE, APPLE);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void thePhoneComesBackWithTokensThatWork(FakeOpenId provider) {
        Person person = somebody();
        Pair pair = onThePhone(provider, person, Map.of());
        Answer me = api.me(pair).is(200);
        assertThat(me.json().path("email").asString()).isEqualTo(person.email());
        assertThat(me.json().path("email_verified").asBoolean()).isTrue();
        assertThat(onThePhone(provider, person, Map.of()).claim("sub"))
                .isEqualTo(pair.claim("sub"));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theWebComesBackWithTokensInTheBrowserThatBeganAndInNoOther(FakeOpenId provider) {
        Answer away = api.get("/auth/oauth/" + provider.name()).is(302);
        String cookie = away.header("Set-Cookie");
        assertThat(cookie).contains("Secure", "HttpOnly", "SameSite=None", "Path=/");
        String agreed = provider.agree(away.header("Location"), somebody());
        int asked = provider.tokenCalls();
        back(provider, agreed).is(400, "OAUTH_STATE_INVALID");
        back(provider, agreed, "Cookie", "__Host-feedtape_sign_in=" + OneTimeSecret.make().value())
                .is(400, "OAUTH_STATE_INVALID");
        assertThat(provider.tokenCalls()).isEqualTo(asked);
        Answer done = back(provider, agreed, "Cookie", cookie.split(";")[0]).is(200);
        assertThat(done.pair().refreshToken()).hasSize(43);
        assertThat(done.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theAppWithAChallengeGetsACode(FakeOpenId provider) {
        OneTimeSecret verifier = OneTimeSecret.make();
        String begin =
                "/auth/oauth/%s?mobile=true&code_challenge_method=S256&code_challenge=%s"
                        .formatted(provider.name(), verifier.challenge());
        Answer away = api.get(begin).is(302);
        Answer back = back(provider, provider.agree(away.header("Location"), somebody())).is(302);
        String code = Api.deepLink(back).get("code");
        Answer tokens =
                api.post(
                        "/auth/token",
                        "{\"code\":\"%s\",\"code_verifier\":\"%s\"}"
                                .formatted(code, verifier.value()));
        api.me(tokens.pair()).is(200);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aStateIsGoodOnceForTwentyAtATimeAndForTenMinutes(FakeOpenId provider) throws Exception {
        String agreed = agreed(provider, somebody(), Map.of());
        List<Answer> answers = SignInTest.together(20, () -> back(provider, agreed));
        assertThat(answers.stream().filter(answer -> answer.status() == 302)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 400)).hasSize(19);
        String late = agreed(provider, somebody(), Map.of());
        clock.advance(Duration.ofMinutes(10).plusSeconds(1));
        int asked = provider.tokenCalls();
        back(provider, late).is(400, "OAUTH_STATE_INVALID");
        assertThat(provider.tokenCalls()).isEqualTo(asked);
    }

    @Test
    void anAnswerToOneProviderIsNoneToAnother() {
        String atApple = agreed(APPLE, somebody(), Map.of());
        back(GOOGLE, atApple).is(400, "OAUTH_STATE_INVALID");
        back(APPLE, atApple + "&iss=" + encode(GOOGLE.url())).is(400, "OAUTH_STATE_INVALID");
        back(APPLE, atApple + "&iss=" + encode(APPLE.otherIssuer())).is(302);
    }

    /** Apple checks no verifier: there the nonce tells whose code it is. */
    @ParameterizedTest
    @MethodSource("providers")
    void aCodeOfAnotherAttemptIsRefused(FakeOpenId provider) {
        String victims = away(provider);
        String attackers = away(provider);
        String code = FakeGitHub.query(provider.agree(attackers, somebody())).get("code");
        String state = FakeGitHub.query(victims.split("\\?")[1]).get("state");
        back(provider, "code=" + code + "&state=" + encode(state)).is(400, "VALIDATION_FAILED");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anIdTokenThatIsNotQuiteRightOpensNothing(FakeOpenId provider) {
        Instant now = clock.instant();
        Map<String, Object> without = new HashMap<>();
        without.put("sub", null);
        Map<String, Object> withoutNonce = new HashMap<>();
        withoutNonce.put("nonce", null);
        for (Map<String, ?> lie :
                List.<Map<String, ?>>of(
                        Map.of("iss", "https://evil.example"),
                        Map.of("aud", "somebody-else"),
                        Map.of("aud", provider.phoneClientId()),
                        Map.of("aud", List.of(provider.clientId(), "somebody-else")),
                        Map.of("azp", "somebody-else"),
                        Map.of("exp", Date.from(now.minusSeconds(35))),
                        Map.of("iat", Date.from(now.plusSeconds(90))),
                        Map.of("nonce", OneTimeSecret.make().value()),
                        Map.of("nonce", ""),
                        without,
                        withoutNonce)) {
            back(provider, agreed(provider, somebody(), lie)).is(400, "VALIDATION_FAILED");
        }
        Map<String, ?> close =
                Map.of(
                        "iss",
                        provider.otherIssuer(),
                        "exp",
                        Date.from(now.minusSeconds(10)),
                        "iat",
                        Date.from(now.plusSeconds(10)));
        back(provider, agreed(provider, somebody(), close)).is(302);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whoDeclinesIsSentBackWithoutTokens(FakeOpenId provider) {
        String state = FakeGitHub.query(away(provider).split("\\?")[1]).get("state");
        Answer back =
                back(provider, "error=user_cancelled_authorize&state=" + encode(state)).is(302);
        assertThat(Api.deepLink(back)).isEqualTo(Map.of("error", "access_denied"));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void noParameterChangesWhereAPersonIsSent(FakeOpenId provider) {
        for (String address :
                List.of(
                        "https://feedtape.app.evil.com",
                        "feedtape://x@evil",
                        "//evil",
                        "\\evil",
                        "https:evil",
                        "http://2130706433",
                        "data:text/html,x")) {
            String evil = encode(address);
            String begin =
                    "/auth/oauth/%s?mobile=true&redirect_uri=%s&return_to=%s"
                            .formatted(provider.name(), evil, evil);
            String away = api.get(begin).is(302).header("Location");
            assertThat(away).startsWith(provider.url() + "/auth/authorize?");
            String agreed = provider.agree(away, somebody()) + "&redirect_uri=" + evil;
            assertThat(Api.deepLink(back(provider, agreed).is(302))).containsKey("token");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void twoFirstSignInsOfOnePersonAtOnceMakeOneAccount(FakeOpenId provider) throws Exception {
        Person person = somebody();
        List<Pair> pairs = SignInTest.together(8, () -> onThePhone(provider, person, Map.of()));
        assertThat(pairs.stream().map(pair -> pair.claim("sub")).distinct()).hasSize(1);
    }

    @Test
    void onePersonAtThreeProvidersAtOnceHasOneAccount() throws Exception {
        Person person = somebody();
        var turn = new java.util.concurrent.atomic.AtomicInteger();
        List<Pair> pairs =
                SignInTest.together(
                        9,
                        () ->
                                switch (turn.getAndIncrement() % 3) {
                                    case 0 -> signIn(person);
                                    case 1 -> onThePhone(GOOGLE, person, Map.of());
                                    default -> onThePhone(APPLE, person, Map.of());
                                });
        assertThat(pairs.stream().map(pair -> pair.claim("sub")).distinct()).hasSize(1);
    }

    @Test
    void theProvidersIdCountsAndNotItsAddress() {
        Person person = somebody();
        Pair before = onThePhone(GOOGLE, person, Map.of());
        String moved = "moved-" + person.email();
        Person heir = somebody();
        assertThat(onThePhone(GOOGLE, person, Map.of("email", moved)).claim("sub"))
                .isEqualTo(before.claim("sub"));
        assertThat(onThePhone(GOOGLE, heir, Map.of("email", moved)).claim("sub"))
                .isNotEqualTo(before.claim("sub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", "1", "yes"})
    void anAddressIsVerifiedWhenItIsSaidSoAndNotOtherwise(String said) {
        Person owner = somebody();
        Pair owners = signIn(owner);
        Person stranger = new Person(somebody().id(), "Mallory", owner.email(), false);
        Pair strangers = onThePhone(APPLE, stranger, Map.of("email_verified", said));
        assertThat(strangers.claim("sub")).isNotEqualTo(owners.claim("sub"));
        assertThat(api.me(strangers).json().path("email_verified").asBoolean()).isFalse();
    }

    @Test
    void appleTellsTheNameOnceAndItStays() {
        Person person = somebody();
        Pair first = introduced(person, "{\"name\":{\"firstName\":\"Ada\",\"lastName\":\"King\"}}");
        introduced(person, "{\"name\":{\"firstName\":\"Other\",\"lastName\":\"Name\"}}");
        onThePhone(APPLE, person, Map.of());
        assertThat(nameOf(first)).isEqualTo("Ada King");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\uD83D\uDE00\uD83D\uDE00",
                "tab\\tand\\u0000nul",
                "' or 1=1 --"
            })
    void aNameIsTextWhateverItHolds(String name) {
        Pair pair = introduced(somebody(), "{\"name\":{\"firstName\":\"" + name + "\"}}");
        assertThat(nameOf(pair)).isEqualTo(name.replace("\\t", " ").replace("\\u0000", " "));
    }

    @Test
    void aNameEndsAfterAHundredCharactersAndGivesNobodyAnAddress() {
        Person owner = somebody();
        Pair owners = signIn(owner);
        String user =
                "{\"name\":{\"firstName\":\"%s\"},\"email\":\"%s\",\"sub\":\"x\"}"
                        .formatted("\uD83D\uDE00".repeat(1000), owner.email());
        Pair pair = introduced(somebody(), user);
        assertThat(nameOf(pair)).isEqualTo("\uD83D\uDE00".repeat(100));
        assertThat(pair.claim("sub")).isNotEqualTo(owners.claim("sub"));
        for (String nonsense : List.of("", "[]", "{", "null", "7", "\"x\"", "x".repeat(10_000))) {
            assertThat(nameOf(introduced(somebody(), nonsense))).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForwardingAddressMakesAnAccountAndLinksToNone(boolean asText) {
        String relay = OneTimeSecret.make().value().substring(0, 10) + "@privaterelay.appleid.com";
        Person hidden = somebody();
        Map<String, ?> claims =
                Map.of("email", relay, "is_private_email", asText ? (Object) "true" : true);
        Pair pair = onThePhone(APPLE, hidden, claims);
        assertThat(api.me(pair).json().path("email").asString()).isEqualToIgnoringCase(relay);
        assertThat(onThePhone(APPLE, hidden, claims).claim("sub")).isEqualTo(pair.claim("sub"));
        Pair another = onThePhone(GOOGLE, somebody(), Map.of("email", relay));
        assertThat(another.claim("sub")).isNotEqualTo(pair.claim("sub"));
        Pair third = onThePhone(APPLE, somebody(), claims);
        assertThat(third.claim("sub")).isNotEqualTo(pair.claim("sub"));
    }

    @Test
    void aHiddenAddressOfAnotherHostLinksToNoneEither() {
        Person owner = somebody();
        Pair owners = signIn(owner);
        Pair hidden =
                onThePhone(
                        APPLE,
                        somebody(),
                        Map.of("email", owner.email(), "is_private_email", "true"));
        assertThat(hidden.claim("sub")).isNotEqualTo(owners.claim("sub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upper", "full width", "trailing dot", "spaces", "plus"})
    void noSpellingOfAnOwnedMailboxMakesASecondAccount(String spelling) {
        Person owner = somebody();
        Pair owners = signIn(owner);
        String email = owner.email();
        String written =
                switch (spelling) {
                    case "upper" -> email.toUpperCase(java.util.Locale.ROOT);
                    case "full width" -> email.replace("person", "\uFF50erson");
                    case "trailing dot" -> email + ".";
                    case "spaces" -> "  " + email + " ";
                    default -> email.replace("@", "+tag@");
                };
        Answer back = back(GOOGLE, agreed(GOOGLE, somebody(), Map.of("email", written))).is(302);
        Map<String, String> link = Api.deepLink(back);
        if (link.containsKey("token")) {
            Pair pair = new Pair(link.get("token"), link.get("refresh_token"), 0);
            assertThat(pair.claim("sub")).isEqualTo(owners.claim("sub"));
        } else {
            assertThat(link).isEqualTo(Map.of("error", "email_taken"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aProviderThatFailsIsSaidAndLeavesNothingBehind(Fault fault) {
        for (FakeOpenId provider : providers()) {
            Person person = somebody();
            String agreed = agreed(provider, person, Map.of());
            provider.failTokensWith(fault);
            back(provider, agreed).is(503, "UPSTREAM_UNAVAILABLE");
            provider.failTokensWith(Fault.NONE);
            back(provider, agreed).is(400, "OAUTH_STATE_INVALID");
            assertThat(accountsOf(person)).isZero();
            // Good ones between keep the breaker shut, which is not what is looked at here.
            onThePhone(provider, person, Map.of());
            onThePhone(provider, person, Map.of());
        }
    }

    @Test
    void aProvidersRefreshTokenAndNonceCannotBeReadFromTheDatabase() {
        onThePhone(APPLE, somebody(), Map.of());
        String nonce = FakeGitHub.query(away(APPLE).split("\\?")[1]).get("nonce");
        StringBuilder dump = new StringBuilder();
        for (String table : List.of("identity", "sign_in_attempt", "identity_link_code")) {
            jdbc.sql("select row_to_json(t)::text from " + table + " t")
                    .query(String.class)
                    .list()
                    .forEach(dump::append);
        }
        assertThat(dump).doesNotContain(nonce).doesNotContain(APPLE.living());
        assertThat(dump).doesNotContain(hex(APPLE.living().getLast()), hex(nonce));
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private Pair introduced(Person person, String user) {
        String agreed = agreed(APPLE, person, Map.of()) + "&user=" + encode(user);
        return pair(back(APPLE, agreed).is(302));
    }

    private String nameOf(Pair pair) {
        return jdbc.sql("select name from account where id = cast(:id as uuid)")
                .param("id", pair.claim("sub"))
                .query((row, number) -> java.util.Optional.ofNullable(row.getString("name")))
                .single()
                .orElse(null);
    }

    private long accountsOf(Person person) {
        return jdbc.sql("select count(*) from account where email = :email")
                .param("email", person.email())
                .query(Long.class)
                .single();
    }

    private String away(FakeOpenId provider) {
        return api.get("/auth/oauth/" + provider.name() + "?mobile=true")
                .is(302)
                .header("Location");
    }

    private String agreed(FakeOpenId provider, Person person, Map<String, ?> claims) {
        return provider.agree(away(provider), person, claims);
    }

    private Pair onThePhone(FakeOpenId provider, Person person, Map<String, ?> claims) {
        return pair(back(provider, agreed(provider, person, claims)).is(302));
    }

    private Answer back(FakeOpenId provider, String agreed, String... headers) {
        return api.comeBack(provider, agreed, headers);
    }

    private static Pair pair(Answer back) {
        Map<String, String> link = Api.deepLink(back);
        assertThat(link).containsKeys("token", "refresh_token", "expires_in");
        return new Pair(link.get("token"), link.get("refresh_token"), 3600);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
