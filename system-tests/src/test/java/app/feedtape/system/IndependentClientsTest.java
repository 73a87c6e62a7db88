package app.feedtape.system;

import static app.feedtape.system.Listener.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jose4j.http.Response;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Others' software against the running system, knowing no more than its address: Vert.x' OpenID
 * client discovers, signs in, verifies and refreshes; jose4j verifies by the published keys.
 * Neither shares a line with the library the house itself uses.
 */
class IndependentClientsTest {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String APP = "feedtape://auth/callback";

    /** Their own, so that no other test's calls count against theirs. */
    private static final String ADDRESS = Listener.anyAddress();

    private static RunningSystem system;
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        system = RunningSystem.shared();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static OAuth2Auth discovered() throws Exception {
        return await(
                OpenIDConnectAuth.discover(
                        vertx,
                        new OAuth2Options()
                                .setSite(system.gateway().toString())
                                .setClientId("somebody-elses-client")
                                .setHeaders(new JsonObject().put("X-Forwarded-For", ADDRESS))
                                .setJWTOptions(new JWTOptions().addAudience("feedtape-api"))));
    }

    private static String verifier() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return BASE64URL.encodeToString(random);
    }

    private static String challenge(String verifier) throws Exception {
        return BASE64URL.encodeToString(
                MessageDigest.getInstance("SHA-256")
                        .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The person's browser, from the client's address to the deep link that opens the app. */
    private static Map<String, String> agree(String authorizeAddress) {
        URI provider = Listener.redirect(from(URI.create(authorizeAddress)));
        String email = UUID.randomUUID() + "@listeners.example";
        URI callback =
                Listener.redirect(
                        URI.create(
                                provider
                                        + "&login_hint="
                                        + URLEncoder.encode(email, StandardCharsets.UTF_8)));
        URI deepLink = Listener.redirect(from(callback));
        assertThat(deepLink.toString()).startsWith(APP + "?");
        return Listener.query(deepLink);
    }

    private static User signIn(OAuth2Auth client) throws Exception {
        String verifier = verifier();
        Map<String, String> answer =
                agree(
                        client.authorizeURL(
                                new OAuth2AuthorizationURL()
                                        .setRedirectUri(APP)
                                        .addScope("openid")
                                        .setCodeChallenge(challenge(verifier))
                                        .setCodeChallengeMethod("S256")
                                        .putAdditionalParameter("mobile", "true")));
        assertThat(answer).containsOnlyKeys("code");
        return await(client.authenticate(credentials(answer.get("code"), verifier)));
    }

    private static Oauth2Credentials credentials(String code, String verifier) {
        return new Oauth2Credentials()
                .setFlow(OAuth2FlowType.AUTH_CODE)
                .setCode(code)
                .setCodeVerifier(verifier)
                .setRedirectUri(APP);
    }

    private static String accessToken(User user) {
        return user.principal().getString("access_token");
    }

    private static HttpResponse<String> me(String token) {
        return Listener.send(
                from(system.gateway().resolve("/api/me"))
                        .header("Authorization", "Bearer " + token)
                        .build());
    }

    private static HttpRequest.Builder from(URI address) {
        return HttpRequest.newBuilder(address).header("X-Forwarded-For", ADDRESS);
    }

    /** The library's way to get the keys, from the address of this test. */
    private static HttpsJwks keys(String address) {
        HttpsJwks keys = new HttpsJwks(address);
        keys.setSimpleHttpGet(location -> {
            HttpResponse<String> answer = Listener.send(from(URI.create(location)).build());
            return new Response(answer.statusCode(), "", answer.headers().map(), answer.body());
        });
        return keys;
    }

    @Test
    void anOpenIdClientDiscoversSignsInVerifiesAndRefreshes() throws Exception {
        OAuth2Auth client = discovered();
        User user = signIn(client);
        JsonObject claims = user.attributes().getJsonObject("accessToken");
        assertThat(claims).as("the client verified the access token by the keys").isNotNull();
        assertThat(claims.getString("iss")).isEqualTo(system.gateway().toString());
        assertThat(json(me(accessToken(user)), 200).path("id").asString())
                .isEqualTo(claims.getString("sub"));

        User refreshed = await(client.refresh(user));
        JsonObject next = refreshed.attributes().getJsonObject("accessToken");
        assertThat(next.getString("sid")).isEqualTo(claims.getString("sid"));
        assertThat(refreshed.principal().getString("refresh_token"))
                .isNotEqualTo(user.principal().getString("refresh_token"));
        assertThat(me(accessToken(refreshed)).statusCode()).isEqualTo(200);
    }

    @Test
    void aCodeIsGoodOnceAndOnlyForTheClientThatHoldsTheVerifier() throws Exception {
        OAuth2Auth client = discovered();
        String verifier = verifier();
        String address =
                client.authorizeURL(
                        new OAuth2AuthorizationURL()
                                .setCodeChallenge(challenge(verifier))
                                .setCodeChallengeMethod("S256")
                                .putAdditionalParameter("mobile", "true"));
        String stolen = agree(address).get("code");
        assertThatThrownBy(() -> await(client.authenticate(credentials(stolen, verifier()))))
                .hasMessageContaining("VALIDATION_FAILED");
        assertThatThrownBy(() -> await(client.authenticate(credentials(stolen, verifier))))
                .hasMessageContaining("VALIDATION_FAILED");
        String own = agree(address).get("code");
        assertThat(accessToken(await(client.authenticate(credentials(own, verifier)))))
                .isNotEmpty();
        assertThatThrownBy(() -> await(client.authenticate(credentials(own, verifier))))
                .hasMessageContaining("VALIDATION_FAILED");
    }

    /** What a resource server of somebody else's would do: nothing but discovery and the keys. */
    private static JwtConsumer resourceServer(String audience) throws Exception {
        var configuration =
                json(
                        Listener.send(
                                from(system.gateway().resolve("/.well-known/openid-configuration"))
                                        .build()),
                        200);
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new HttpsJwksVerificationKeyResolver(
                                keys(configuration.path("jwks_uri").asString())))
                .setExpectedIssuer(configuration.path("issuer").asString())
                .setExpectedAudience(audience)
                .setExpectedType(true, "at+jwt")
                .setRequireExpirationTime()
                .setRequireSubject()
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(
                                ConstraintType.PERMIT,
                                AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                .build();
    }

    @Test
    void anotherJoseLibraryVerifiesTheTokensByThePublishedKeysAndNoOthers() throws Exception {
        Listener listener = Listener.signedIn(system, UUID.randomUUID() + "@listeners.example");
        JwtClaims claims = resourceServer("feedtape-api").processToClaims(listener.accessToken());
        assertThat(claims.getSubject()).isEqualTo(listener.me().path("id").asString());
        assertThat(claims.getStringListClaimValue("roles")).containsExactly("listener");
        assertThatThrownBy(
                        () -> resourceServer("tts-service").processToClaims(listener.accessToken()))
                .isInstanceOf(InvalidJwtException.class);
        String[] parts = listener.accessToken().split("\\.");
        String forged = parts[0] + "." + parts[1] + "." + parts[2].substring(1) + "A";
        assertThatThrownBy(() -> resourceServer("feedtape-api").processToClaims(forged))
                .isInstanceOf(InvalidJwtException.class);
    }

    @Test
    void aTokenThatTheOtherLibrarySignedByItsOwnKeyOpensNothing() throws Exception {
        Listener listener = Listener.signedIn(system, UUID.randomUUID() + "@listeners.example");
        JsonWebSignature genuine = new JsonWebSignature();
        genuine.setCompactSerialization(listener.accessToken());
        EllipticCurveJsonWebKey own = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        JsonWebSignature forged = new JsonWebSignature();
        forged.setPayload(genuine.getUnverifiedPayload());
        forged.setHeader("typ", "at+jwt");
        forged.setKeyIdHeaderValue(genuine.getKeyIdHeaderValue());
        forged.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        forged.setKey(own.getPrivateKey());
        assertThat(me(listener.accessToken()).statusCode()).isEqualTo(200);
        assertThat(me(forged.getCompactSerialization()).statusCode()).isEqualTo(401);
        forged.setJwkHeader(own);
        assertThat(me(forged.getCompactSerialization()).statusCode()).isEqualTo(401);
    }
}
