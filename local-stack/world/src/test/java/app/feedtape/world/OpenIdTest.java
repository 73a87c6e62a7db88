package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class OpenIdTest {

    private static final String AT_GOOGLE = "http://localhost:8080/auth/callback/google";
    private static final String AT_APPLE = "http://localhost:8080/auth/callback/apple";
    private static final Pattern FIELD = Pattern.compile("name=\"([a-z]+)\" value=\"([^\"]*)\"");

    @TempDir static Path data;

    private static TestWorld world;
    private static ECKey developer;

    @BeforeAll
    static void start() throws Exception {
        developer = new ECKeyGenerator(Curve.P_256).keyID("KEY1").generate();
        world = new TestWorld(data, environment());
    }

    private static Map<String, String> environment() throws Exception {
        return Map.of(
                "GOOGLE_CLIENT_ID", "google-client",
                "GOOGLE_CLIENT_SECRET", "google-secret",
                "APPLE_CLIENT_ID", "app.feedtape.web",
                "APPLE_TEAM_ID", "TEAM1",
                "APPLE_KEY_ID", "KEY1",
                "APPLE_PUBLIC_KEY",
                        Base64.getEncoder().encodeToString(developer.toECPublicKey().getEncoded()));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void googleSaysWhoSignedInWithTheNonceThatWasAsked() throws Exception {
        String code = googleCode(Map.of("nonce", "n-1", "email_verified", "false"));

        JWTClaimsSet claims =
                verified("google", googleToken(code, Map.of()).path("id_token").asString());

        assertThat(claims.getIssuer()).isEqualTo(discovery("google").path("issuer").asString());
        assertThat(claims.getAudience()).containsExactly("google-client");
        assertThat(claims.getStringClaim("nonce")).isEqualTo("n-1");
        assertThat(claims.getStringClaim("email")).isEqualTo("ada@example.com");
        assertThat(claims.getBooleanClaim("email_verified")).isFalse();
        assertThat(claims.getExpirationTime()).isInTheFuture();
    }

    @Test
    void googleChecksSecretCodeRedirectAndProof() {
        assertThat(
                        googleToken(googleCode(Map.of()), Map.of("client_secret", "wrong"))
                                .path("error")
                                .asString())
                .isEqualTo("invalid_client");
        assertThat(googleToken("4/unknown", Map.of()).path("error").asString())
                .isEqualTo("invalid_grant");
        assertThat(
                        googleToken(googleCode(Map.of()), Map.of("redirect_uri", AT_APPLE))
                                .path("error")
                                .asString())
                .isEqualTo("invalid_grant");
        String proven =
                googleCode(
                        Map.of(
                                "code_challenge",
                                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                                "code_challenge_method",
                                "S256"));
        assertThat(
                        googleToken(proven, Map.of("code_verifier", "not-the-verifier"))
                                .path("error")
                                .asString())
                .isEqualTo("invalid_grant");
        String again =
                googleCode(
                        Map.of(
                                "code_challenge",
                                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                                "code_challenge_method",
                                "S256"));
        assertThat(
                        googleToken(
                                        again,
                                        Map.of(
                                                "code_verifier",
                                                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                                .has("id_token"))
                .isTrue();
    }

    @Test
    void googleNeverRedirectsToAnAddressThatIsNotRegistered() {
        HttpResponse<String> answer =
                world.get(
                        "/google/o/oauth2/v2/auth?"
                                + TestWorld.encode(
                                        googleQuery(Map.of("redirect_uri", AT_GOOGLE + "/more"))));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("redirect_uri_mismatch");
    }

    @Test
    void applePostsTheAnswerAndTellsTheNameOnce() throws Exception {
        Map<String, String> first =
                appleAnswer(Map.of("login_hint", "Grace.Hopper@example.com", "state", "web:1"));
        Map<String, String> second = appleAnswer(Map.of("login_hint", "grace.hopper@example.com"));

        assertThat(first).containsEntry("state", "web:1").containsKey("user");
        assertThat(
                        TestWorld.JSON
                                .readTree(first.get("user"))
                                .path("name")
                                .path("lastName")
                                .asString())
                .isEqualTo("Hopper");
        assertThat(second).doesNotContainKey("user");
        JWTClaimsSet claims =
                verified(
                        "apple",
                        appleToken(first.get("code"), secret(Map.of()))
                                .path("id_token")
                                .asString());
        JWTClaimsSet again =
                verified(
                        "apple",
                        appleToken(second.get("code"), secret(Map.of()))
                                .path("id_token")
                                .asString());
        assertThat(claims.getSubject())
                .isEqualTo(again.getSubject())
                .matches("\\d{6}\\.[0-9a-f]{32}\\.\\d{4}");
        assertThat(claims.getStringClaim("nonce")).isEqualTo("n-2");
        assertThat(claims.getBooleanClaim("email_verified")).isTrue();
    }

    @Test
    void appleHidesTheAddressOfWhoWantsThat() throws Exception {
        String code =
                appleAnswer(Map.of("login_hint", "shy@example.com", "hide_email", "true"))
                        .get("code");

        JWTClaimsSet claims =
                verified("apple", appleToken(code, secret(Map.of())).path("id_token").asString());

        assertThat(claims.getStringClaim("email")).endsWith("@privaterelay.appleid.com");
        assertThat(claims.getBooleanClaim("is_private_email")).isTrue();
    }

    @Test
    void appleTakesOnlyASecretThatItsDeveloperSignedForThisClientAndNotForTooLong()
            throws Exception {
        String soon = appleAnswer(Map.of()).get("code");

        for (Map<String, Object> wrong :
                java.util.List.<Map<String, Object>>of(
                        Map.of("iss", "TEAM2"),
                        Map.of("sub", "another.app"),
                        Map.of("aud", "https://example.com"),
                        Map.of("exp", Date.from(Instant.now().minusSeconds(1))),
                        Map.of("exp", Date.from(Instant.now().plus(Duration.ofDays(200)))))) {
            assertThat(appleToken(soon, secret(wrong)).path("error").asString())
                    .isEqualTo("invalid_client");
        }
        assertThat(appleToken(soon, "not-a-jwt").path("error").asString())
                .isEqualTo("invalid_client");
        assertThat(appleToken(soon, secret(Map.of())).has("id_token")).isTrue();
        assertThat(appleToken(soon, secret(Map.of())).path("error").asString())
                .isEqualTo("invalid_grant");
    }

    @Test
    void whoRefusesAtAppleIsPostedBackToo() {
        assertThat(appleAnswer(Map.of("deny", "true", "state", "web:2")))
                .containsEntry("error", "user_cancelled_authorize")
                .containsEntry("state", "web:2");
    }

    @Test
    void withoutAClientAProviderIsNotThereAndHalfAClientIsAnError(@TempDir Path other) {
        try (TestWorld without = new TestWorld(other)) {
            assertThat(without.get("/google/.well-known/openid-configuration").statusCode())
                    .isEqualTo(404);
        }
        assertThatThrownBy(() -> new TestWorld(other, Map.of("GOOGLE_CLIENT_ID", "x")))
                .hasMessageContaining("GOOGLE_CLIENT_SECRET");
    }

    private static JsonNode discovery(String provider) {
        return TestWorld.json(world.get("/" + provider + "/.well-known/openid-configuration"));
    }

    private static JWTClaimsSet verified(String provider, String idToken) throws Exception {
        String keys =
                world.get(URI.create(discovery(provider).path("jwks_uri").asString()).getPath())
                        .body();
        SignedJWT token = SignedJWT.parse(idToken);
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        var key = JWKSet.parse(keys).getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
        assertThat(key.isPrivate()).isFalse();
        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        return token.getJWTClaimsSet();
    }

    private static String googleCode(Map<String, String> more) {
        HttpResponse<String> answer =
                world.get("/google/o/oauth2/v2/auth?" + TestWorld.encode(googleQuery(more)));
        String location = answer.headers().firstValue("Location").orElseThrow();
        String code = location.replaceFirst(".*[?&]code=([^&]*).*", "$1");
        return URLDecoder.decode(code, StandardCharsets.UTF_8);
    }

    private static Map<String, String> googleQuery(Map<String, String> more) {
        Map<String, String> query =
                new HashMap<>(
                        Map.of(
                                "client_id", "google-client",
                                "redirect_uri", AT_GOOGLE,
                                "response_type", "code",
                                "scope", "openid email profile",
                                "login_hint", "ada@example.com"));
        query.putAll(more);
        return query;
    }

    private static JsonNode googleToken(String code, Map<String, String> changes) {
        Map<String, String> form =
                new HashMap<>(
                        Map.of(
                                "client_id", "google-client",
                                "client_secret", "google-secret",
                                "grant_type", "authorization_code",
                                "redirect_uri", AT_GOOGLE,
                                "code", code));
        form.putAll(changes);
        return TestWorld.json(world.postForm(world.at("/google/token"), form));
    }

    private static Map<String, String> appleAnswer(Map<String, String> more) {
        Map<String, String> query =
                new HashMap<>(
                        Map.of(
                                "client_id", "app.feedtape.web",
                                "redirect_uri", AT_APPLE,
                                "response_type", "code",
                                "response_mode", "form_post",
                                "scope", "name email",
                                "nonce", "n-2",
                                "login_hint", "someone@example.com"));
        query.putAll(more);
        String page = world.get("/apple/auth/authorize?" + TestWorld.encode(query)).body();
        assertThat(page).contains("<form method=\"post\" action=\"" + AT_APPLE + "\">");
        Map<String, String> fields = new HashMap<>();
        Matcher found = FIELD.matcher(page);
        while (found.find()) {
            fields.put(found.group(1), found.group(2).replace("&quot;", "\""));
        }
        return fields;
    }

    private static JsonNode appleToken(String code, String secret) {
        return TestWorld.json(
                world.postForm(
                        world.at("/apple/auth/token"),
                        Map.of(
                                "client_id", "app.feedtape.web",
                                "client_secret", secret,
                                "grant_type", "authorization_code",
                                "redirect_uri", AT_APPLE,
                                "code", code)));
    }

    private static String secret(Map<String, Object> changes) throws Exception {
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer("TEAM1")
                        .subject("app.feedtape.web")
                        .audience("https://appleid.apple.com")
                        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
        changes.forEach(claims::claim);
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("KEY1").build(),
                        claims.build());
        token.sign(new ECDSASigner(developer));
        return token.serialize();
    }
}
