package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.FakeGitHub.Fault;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.secret.OneTimeSecret;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The phone's own sign-in sheet. */
class NativeSignInTest extends AuthTest {

    static List<FakeOpenId> providers() {
        return List.of(GOOGLE, APPLE);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anIdTokenOfAnyOfOurClientsSignsIn(FakeOpenId provider) {
        Person person = somebody();
        String nonce = OneTimeSecret.make().value();
        for (String client : List.of(provider.clientId(), provider.phoneClientId())) {
            String fresh = nonce + client;
            Map<String, Object> claims = provider.claims(person, sent(provider, fresh), client);
            Answer answer = post(provider, provider.sign(claims), fresh);
            assertThat(api.me(answer.pair()).json().path("email").asString())
                    .isEqualTo(person.email());
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void anAndroidPhonesTokenForTheWebClientSignsIn() {
        String nonce = OneTimeSecret.make().value();
        Map<String, Object> claims = GOOGLE.claims(somebody(), nonce, GOOGLE.clientId());
        claims.put("azp", GOOGLE.phoneClientId());
        post(GOOGLE, GOOGLE.sign(claims), nonce).pair();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aTokenIsGoodOnceForTwentyAtATime(FakeOpenId provider) throws Exception {
        String nonce = OneTimeSecret.make().value();
        Person person = somebody();
        String token = token(provider, person, nonce, Map.of());
        List<Answer> answers = SignInTest.together(20, () -> post(provider, token, nonce));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSize(19);
        post(provider, token(provider, person, nonce, Map.of("jti", "another")), nonce)
                .is(401, "INVALID_CREDENTIALS");
        String next = OneTimeSecret.make().value();
        post(provider, token(provider, person, next, Map.of()), next).is(200);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aNonceThatIsNotTheTokensIsRefused(FakeOpenId provider) {
        String nonce = OneTimeSecret.make().value();
        String other = provider == APPLE ? nonce : hash(nonce);
        Map<String, Object> wrong = provider.claims(somebody(), other, provider.clientId());
        post(provider, provider.sign(wrong), nonce).is(401, "INVALID_CREDENTIALS");
        String token = token(provider, somebody(), nonce, Map.of());
        post(provider, token, sent(APPLE, nonce)).is(401, "INVALID_CREDENTIALS");
        post(provider, token, "").is(401, "INVALID_CREDENTIALS");
        post(provider, token, "x".repeat(300)).is(401, "INVALID_CREDENTIALS");
        api.post("/auth/native/" + provider.name(), "{\"id_token\":\"%s\"}".formatted(token))
                .is(401, "INVALID_CREDENTIALS");
        Map<String, Object> none = provider.claims(somebody(), "x", provider.clientId());
        none.put("nonce", null);
        post(provider, provider.sign(none), nonce).is(401, "INVALID_CREDENTIALS");
        post(provider, token, nonce).is(200);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void claimsThatAreNotQuiteRightAreRefused(FakeOpenId provider) {
        Instant now = clock.instant();
        FakeOpenId other = provider == APPLE ? GOOGLE : APPLE;
        for (Map<String, ?> lie :
                List.<Map<String, ?>>of(
                        Map.of("iss", "https://evil.example"),
                        Map.of("iss", other.url()),
                        Map.of("iss", provider.url() + "/"),
                        Map.of("aud", "another-app"),
                        Map.of("aud", List.of(provider.clientId(), "another-app")),
                        Map.of("aud", List.of()),
                        Map.of("azp", "another-app"),
                        Map.of("exp", Date.from(now.minusSeconds(31))),
                        Map.of("exp", "9999999999"),
                        Map.of("iat", Date.from(now.plusSeconds(60))),
                        Map.of("sub", ""),
                        Map.of("sub", "s".repeat(256)),
                        without("iss"),
                        without("aud"),
                        without("exp"),
                        without("iat"),
                        without("sub"))) {
            String nonce = OneTimeSecret.make().value();
            post(provider, token(provider, somebody(), nonce, lie), nonce)
                    .is(401, "INVALID_CREDENTIALS");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatIsNotSignedByTheProviderIsRefused(FakeOpenId provider) throws Exception {
        String nonce = OneTimeSecret.make().value();
        Map<String, Object> claims =
                provider.claims(somebody(), sent(provider, nonce), provider.clientId());
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
        claims.forEach(set::claim);
        RSAKey strangers = FakeOpenId.newKey(provider.key().getKeyID());
        String good = provider.sign(claims);
        String[] parts = good.split("\\.");
        for (String forged :
                List.of(
                        new PlainJWT(set.build()).serialize(),
                        hs256(set.build(), provider.key().getKeyID()),
                        FakeOpenId.sign(strangers, header(provider), claims),
                        FakeOpenId.sign(
                                strangers, header(provider).jwk(strangers.toPublicJWK()), claims),
                        FakeOpenId.sign(
                                strangers,
                                header(provider).jwkURL(URI.create(APPLE.url() + "/canary")),
                                claims),
                        FakeOpenId.sign(
                                provider.key(),
                                new JWSHeader.Builder(JWSAlgorithm.PS256)
                                        .keyID(provider.key().getKeyID()),
                                claims),
                        FakeOpenId.sign(
                                provider.key(), new JWSHeader.Builder(JWSAlgorithm.RS256), claims),
                        FakeOpenId.sign(
                                provider.key(),
                                header(provider)
                                        .criticalParams(java.util.Set.of("x"))
                                        .customParam("x", 1),
                                claims),
                        parts[0] + "." + parts[1] + ".",
                        parts[0] + "." + parts[1],
                        parts[1] + "." + parts[0] + "." + parts[2],
                        "nonsense",
                        "..",
                        "x".repeat(13_000))) {
            post(provider, forged, nonce).is(401, "INVALID_CREDENTIALS");
        }
        post(provider, good, nonce).is(200);
    }

    @Test
    void twoKeysWithoutAnIdOpenNothing() {
        List<RSAKey> before = List.of(GOOGLE.key());
        RSAKey first = new RSAKey.Builder(FakeOpenId.newKey("x")).keyID(null).build();
        RSAKey second = new RSAKey.Builder(FakeOpenId.newKey("y")).keyID(null).build();
        clock.advance(Duration.ofHours(2));
        GOOGLE.useKeys(List.of(before.getFirst(), first, second));
        try {
            String nonce = OneTimeSecret.make().value();
            String token =
                    FakeOpenId.sign(
                            first,
                            new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT),
                            GOOGLE.claims(somebody(), nonce, GOOGLE.clientId()));
            post(GOOGLE, token, nonce).is(401, "INVALID_CREDENTIALS");
        } finally {
            GOOGLE.useKeys(before);
        }
    }

    @Test
    void aNewKeyIsAskedForOnceAndStrangersKeysDoNotMakeUsAskAllTheTime() throws Exception {
        clock.advance(Duration.ofMinutes(5));
        RSAKey next = FakeOpenId.newKey("next-" + OneTimeSecret.make().value());
        List<RSAKey> before = List.of(APPLE.key());
        signInBy(APPLE).is(200);
        clock.advance(Duration.ofSeconds(11));
        APPLE.useKeys(List.of(next, before.getFirst()));
        try {
            int asked = APPLE.keyCalls();
            signInBy(APPLE).is(200);
            assertThat(APPLE.keyCalls()).isEqualTo(asked + 1);
            SignInTest.together(50, () -> byUnknownKey(APPLE).is(401, "INVALID_CREDENTIALS"));
            assertThat(APPLE.keyCalls()).isEqualTo(asked + 1);
            clock.advance(Duration.ofSeconds(11));
            SignInTest.together(50, () -> byUnknownKey(APPLE).is(401, "INVALID_CREDENTIALS"));
            assertThat(APPLE.keyCalls()).isEqualTo(asked + 2);
        } finally {
            APPLE.useKeys(before);
            clock.advance(Duration.ofHours(2));
        }
    }

    @Test
    void withoutTheProvidersKeysKnownOnesStillOpenAndUnknownOnesAreNobodysFault() {
        signInBy(GOOGLE).is(200);
        for (Fault fault : List.of(Fault.STATUS_500, Fault.ENDLESS, Fault.SILENT, Fault.HTML)) {
            GOOGLE.failKeysWith(fault);
            clock.advance(Duration.ofHours(2));
            signInBy(GOOGLE).is(200);
            clock.advance(Duration.ofSeconds(11));
            byUnknownKey(GOOGLE).is(503, "UPSTREAM_UNAVAILABLE");
        }
        GOOGLE.failKeysWith(Fault.NONE);
        clock.advance(Duration.ofSeconds(11));
        byUnknownKey(GOOGLE).is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void keysThatNobodyConfirmedForADayOpenNothing() {
        signInBy(GOOGLE).is(200);
        GOOGLE.failKeysWith(Fault.STATUS_500);
        clock.advance(Duration.ofHours(25));
        signInBy(GOOGLE).is(503, "UPSTREAM_UNAVAILABLE");
        GOOGLE.failKeysWith(Fault.NONE);
        clock.advance(Duration.ofSeconds(11));
        signInBy(GOOGLE).is(200);
    }

    @Test
    void whatTheSheetTellsOfANameIsKeptTheFirstTime() {
        Person person = somebody();
        String nonce = OneTimeSecret.make().value();
        String token = token(APPLE, person, nonce, Map.of());
        api.post(
                        "/auth/native/apple",
                        "{\"id_token\":\"%s\",\"nonce\":\"%s\",\"name\":\"Ada King\"}"
                                .formatted(token, nonce))
                .is(200);
        assertThat(
                        jdbc.sql("select name from account where email = :email")
                                .param("email", person.email())
                                .query(String.class)
                                .single())
                .isEqualTo("Ada King");
    }

    @Test
    void aProviderWithoutASheetIsNotFoundAndABodyWithoutATokenIs400() {
        api.post("/auth/native/github", "{\"id_token\":\"x\",\"nonce\":\"y\"}").is(404);
        api.post("/auth/native/myspace", "{\"id_token\":\"x\",\"nonce\":\"y\"}").is(404);
        api.post("/auth/native/google", "{}").is(400, "VALIDATION_FAILED");
        api.post("/auth/native/google", "{\"id_token\":7,\"nonce\":[]}").is(400);
    }

    private Answer signInBy(FakeOpenId provider) {
        String nonce = OneTimeSecret.make().value();
        return post(provider, token(provider, somebody(), nonce, Map.of()), nonce);
    }

    private Answer byUnknownKey(FakeOpenId provider) {
        String nonce = OneTimeSecret.make().value();
        String token =
                FakeOpenId.sign(
                        provider.key(),
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(OneTimeSecret.make().value()),
                        provider.claims(somebody(), sent(provider, nonce), provider.clientId()));
        return post(provider, token, nonce);
    }

    private Answer post(FakeOpenId provider, String token, String nonce) {
        return api.post(
                "/auth/native/" + provider.name(),
                "{\"id_token\":\"%s\",\"nonce\":\"%s\"}".formatted(token, nonce));
    }

    private static String token(
            FakeOpenId provider, Person person, String nonce, Map<String, ?> changes) {
        Map<String, Object> claims =
                provider.claims(person, sent(provider, nonce), provider.phoneClientId());
        claims.putAll(changes);
        return provider.sign(claims);
    }

    /** What the app hands the sheet: Apple's gets the hash. */
    private static String sent(FakeOpenId provider, String nonce) {
        return provider == APPLE ? hash(nonce) : nonce;
    }

    private static String hash(String nonce) {
        return HexFormat.of().formatHex(OneTimeSecret.sha256(nonce));
    }

    private static Map<String, Object> without(String claim) {
        Map<String, Object> without = new HashMap<>();
        without.put(claim, null);
        return without;
    }

    private static JWSHeader.Builder header(FakeOpenId provider) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(provider.key().getKeyID());
    }

    private static String hs256(JWTClaimsSet claims, String keyId) throws JOSEException {
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId).build(), claims);
        token.sign(new MACSigner("google-secret-of-tests-that-is-long-enough"));
        return token.serialize();
    }
}
