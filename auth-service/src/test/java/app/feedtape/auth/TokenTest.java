package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

class TokenTest extends AuthTest {

    @Autowired private ApplicationContext context;

    @Test
    void anAccessTokenSaysWhatTheHouseAgreedOn() throws Exception {
        Pair pair = signIn(somebody());
        SignedJWT token = SignedJWT.parse(pair.token());
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        JWKSet published = JWKSet.parse(api.get("/.well-known/jwks.json").body());
        var key = published.getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("http://localhost:8080");
        assertThat(claims.getAudience()).containsExactly("feedtape-api");
        assertThat(claims.getClaim("scope")).isEqualTo("listener");
        assertThat(claims.getClaim("plan")).isEqualTo("free");
        assertThat(claims.getClaim("ent_v")).isEqualTo(0L);
        assertThat(claims.getStringListClaim("roles")).containsExactly("listener");
        assertThat(
                        Duration.between(
                                claims.getIssueTime().toInstant(),
                                claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theTokenCarriesThePlanWhenBillingAnswers() {
        Pair first = signIn(somebody());
        BILLING.givePro(first.claim("sub"), 7);
        Awaitility.await()
                .untilAsserted(() -> {
                    Pair next = api.refresh(first.refreshToken()).pair();
                    assertThat(next.claim("plan")).isEqualTo("pro");
                    assertThat(next.claims().path("ent_v").asLong()).isEqualTo(7);
                });
    }

    @Test
    void twoPublicKeysArePublishedAndMayBeKept() throws Exception {
        var answer = api.get("/.well-known/jwks.json").is(200);
        assertThat(answer.header("Cache-Control")).contains("public").contains("max-age=300");
        JWKSet keys = JWKSet.parse(answer.body());
        assertThat(keys.getKeys().size()).isGreaterThanOrEqualTo(2);
        assertThat(keys.getKeys()).noneMatch(key -> key.isPrivate());
        var configuration = api.get("/.well-known/openid-configuration").is(200).json();
        assertThat(configuration.path("issuer").asString()).isEqualTo("http://localhost:8080");
        assertThat(configuration.path("jwks_uri").asString())
                .isEqualTo("http://localhost:8080/.well-known/jwks.json");
    }

    @Test
    void afterARotationOldTokensLiveOnAndNewOnesCarryTheKeyThatWasPublishedBefore()
            throws Exception {
        Pair before = signIn(somebody());
        String retired = SignedJWT.parse(before.token()).getHeader().getKeyID();
        JWKSet published = JWKSet.parse(api.get("/.well-known/jwks.json").body());
        rotateSigningKeys().is(200);
        Pair after = api.refresh(before.refreshToken()).pair();
        String active = SignedJWT.parse(after.token()).getHeader().getKeyID();
        assertThat(active).isNotEqualTo(retired);
        assertThat(published.getKeyByKeyId(active)).isNotNull();
        api.me(before).is(200);
        api.me(after).is(200);
        assertThat(states()).contains("active", "next", "retired");
        clock.advance(Duration.ofHours(3));
        ReflectionTestUtils.invokeMethod(context.getBean("keyring"), "keepUp");
        assertThat(JWKSet.parse(api.get("/.well-known/jwks.json").body()).getKeyByKeyId(retired))
                .isNull();
    }

    private List<String> states() {
        return jdbc.sql("select state from signing_key").query(String.class).list();
    }

    @Test
    void aServiceTokenIsForOneAudienceThatTheCallerMayCall() throws Exception {
        String token = api.serviceToken("feed-service", secret("feed-service"), "tts-service");
        var claims = SignedJWT.parse(token).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("svc:feed-service");
        assertThat(claims.getAudience()).containsExactly("tts-service");
        assertThat(
                        Duration.between(
                                claims.getIssueTime().toInstant(),
                                claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(5));
        String basic = basic("feed-service", secret("feed-service"));
        api.post(
                        "/internal/service-tokens",
                        "{\"audience\":\"admin-service\"}",
                        "Authorization",
                        basic)
                .is(403, "FORBIDDEN");
        api.post(
                        "/internal/service-tokens",
                        "{\"audience\":\"feedtape-api\"}",
                        "Authorization",
                        basic)
                .is(403, "FORBIDDEN");
        api.post("/internal/service-tokens", "{}", "Authorization", basic)
                .is(400, "VALIDATION_FAILED");
    }

    @Test
    void aWrongSecretGetsNoServiceToken() {
        String body = "{\"audience\":\"tts-service\"}";
        for (String credentials :
                List.of(
                        basic("feed-service", secret("gateway")),
                        basic("nobody", secret("gateway")),
                        basic("feed-service", ""),
                        "Basic !!!",
                        "Bearer x")) {
            api.post("/internal/service-tokens", body, "Authorization", credentials)
                    .is(401, "UNAUTHENTICATED");
        }
        api.post("/internal/service-tokens", body).is(401, "UNAUTHENTICATED");
    }

    @Test
    void aRefreshTokenOrAnIdOfASessionIsNoBearer() {
        Pair pair = signIn(somebody());
        api.get("/api/me", "Authorization", "Bearer " + pair.refreshToken())
                .is(401, "UNAUTHENTICATED");
        api.get("/api/me", "Authorization", "Bearer " + UUID.randomUUID())
                .is(401, "UNAUTHENTICATED");
    }

    private static String basic(String name, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes());
    }
}
