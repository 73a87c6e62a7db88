package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Google Play by itself: time, orders, and who may ask. */
class PlayTest {

    private static final String ACCOUNT = "billing@local.iam.gserviceaccount.com";
    private static final String API = "/play/androidpublisher/v3/applications/app.feedtape.phone";

    @TempDir private Path data;

    private static KeyPair key() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private TestWorld world(KeyPair key) {
        return new TestWorld(
                data,
                Map.of(
                        "PLAY_PACKAGE",
                        "app.feedtape.phone",
                        "PLAY_SERVICE_ACCOUNT_EMAIL",
                        ACCOUNT,
                        "PLAY_PUBLIC_KEY",
                        Base64.getEncoder().encodeToString(key.getPublic().getEncoded())));
    }

    private static String buy(TestWorld world, String more) {
        return TestWorld.json(
                        world.postJson(
                                "/play/_purchase",
                                "{\"product\":\"pro_monthly\"%s}".formatted(more)))
                .path("purchase_token")
                .asString();
    }

    private static JsonNode purchase(TestWorld world, String token) {
        return TestWorld.json(world.get("/play/_subscriptions/" + token));
    }

    private static String state(TestWorld world, String token) {
        return purchase(world, token)
                .path("subscriptionState")
                .asString()
                .replace("SUBSCRIPTION_STATE_", "");
    }

    private static void advance(TestWorld world, int days) {
        world.postJson("/clock", "{\"advance\":\"P%dD\"}".formatted(days));
    }

    private static HttpResponse<String> grant(TestWorld world, PrivateKey key) throws Exception {
        SignedJWT assertion =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("local").build(),
                        new JWTClaimsSet.Builder()
                                .issuer(ACCOUNT)
                                .audience(world.at("/play/token").toString())
                                .claim("scope", "https://www.googleapis.com/auth/androidpublisher")
                                .issueTime(Date.from(Instant.now()))
                                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                                .build());
        assertion.sign(new RSASSASigner(key));
        return world.postForm(
                world.at("/play/token"),
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion",
                        assertion.serialize()));
    }

    @Test
    void onlyWhoShowsTheServiceAccountsKeyMayAskAndAcknowledge() throws Exception {
        KeyPair key = key();
        try (TestWorld world = world(key)) {
            String token = buy(world, "");
            String address = API + "/purchases/subscriptionsv2/tokens/" + token;
            assertThat(world.get(address).statusCode()).isEqualTo(401);
            assertThat(grant(world, key().getPrivate()).statusCode()).isBetween(400, 401);
            String bearer =
                    "Bearer "
                            + TestWorld.json(grant(world, key.getPrivate()))
                                    .path("access_token")
                                    .asString();
            JsonNode found = TestWorld.json(world.get(address, "Authorization", bearer));
            assertThat(found.path("acknowledgementState").asString()).endsWith("PENDING");
            assertThat(
                            world.get(
                                            API + "/purchases/subscriptionsv2/tokens/other",
                                            "Authorization",
                                            bearer)
                                    .statusCode())
                    .isEqualTo(404);
            String order = found.at("/lineItems/0/latestSuccessfulOrderId").asString();
            JsonNode paid =
                    TestWorld.json(world.get(API + "/orders/" + order, "Authorization", bearer));
            assertThat(paid.at("/total/units").asString()).isEqualTo("19");
            assertThat(paid.at("/total/nanos").asLong()).isEqualTo(990_000_000);
            assertThat(world.get(API + "/orders/" + order).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void whatNobodyAcknowledgesIsPaidBackAndTheRestRenewsWithTheClock() throws Exception {
        try (TestWorld world = world(key())) {
            String forgotten = buy(world, "");
            String replaced = buy(world, "");
            String next = buy(world, ",\"replaces\":\"%s\"".formatted(replaced));
            String pending = buy(world, ",\"pending\":true");
            assertThat(state(world, replaced)).isEqualTo("EXPIRED");
            assertThat(purchase(world, next).path("linkedPurchaseToken").asString())
                    .isEqualTo(replaced);
            advance(world, 2);
            assertThat(state(world, forgotten)).isEqualTo("ACTIVE");
            advance(world, 2);
            assertThat(state(world, forgotten)).isEqualTo("EXPIRED");
            assertThat(state(world, pending)).isEqualTo("PENDING");
        }
    }
}
