package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.world.appstore.Authority;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The App Store by itself: time, and who may ask. */
class AppStoreTest {

    @TempDir private Path data;

    private static KeyPair key() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private TestWorld world(KeyPair key) {
        return new TestWorld(
                data,
                Map.of(
                        "APP_STORE_NOTIFICATION_URL",
                        "http://127.0.0.1:9/webhooks/apple",
                        "APP_STORE_PUBLIC_KEY",
                        Base64.getEncoder().encodeToString(key.getPublic().getEncoded())));
    }

    private static String buy(TestWorld world) {
        return TestWorld.json(
                        world.postJson(
                                "/appstore/_purchase",
                                "{\"product\":\"app.feedtape.pro.monthly\"}"))
                .path("original_transaction_id")
                .asString();
    }

    private static JsonNode subscription(TestWorld world, String id) {
        return TestWorld.json(world.get("/appstore/_subscriptions/" + id));
    }

    private static void advance(TestWorld world, int days) {
        world.postJson("/clock", "{\"advance\":\"P%dD\"}".formatted(days));
    }

    private static String told(TestWorld world) {
        StringBuilder types = new StringBuilder();
        TestWorld.json(world.get("/appstore/_notifications"))
                .forEach(each -> types.insert(0, each.path("type").asString() + " "));
        return types.toString().strip();
    }

    @Test
    void subscriptionsRenewFailAndEndWithTheClockAndEachIsToldOf() throws Exception {
        try (TestWorld world = world(key())) {
            String id = buy(world);
            advance(world, 70);
            assertThat(subscription(world, id).path("status").asInt()).isEqualTo(1);
            assertThat(told(world)).isEqualTo("SUBSCRIBED DID_RENEW DID_RENEW");
            world.postJson(
                    "/appstore/_payments",
                    "{\"subscription\":\"%s\",\"fail\":true,\"grace_days\":6}".formatted(id));
            advance(world, 24);
            assertThat(subscription(world, id).path("status").asInt()).isEqualTo(4);
            advance(world, 6);
            assertThat(subscription(world, id).path("status").asInt()).isEqualTo(3);
            advance(world, 60);
            assertThat(subscription(world, id).path("status").asInt()).isEqualTo(2);
            assertThat(told(world))
                    .endsWith("DID_RENEW DID_FAIL_TO_RENEW GRACE_PERIOD_EXPIRED EXPIRED");
        }
    }

    @Test
    void onlyWhoSignsAsTheAppMayAsk() throws Exception {
        KeyPair key = key();
        try (TestWorld world = world(key)) {
            String id = buy(world);
            String path = "/appstore/inApps/v1/subscriptions/" + id;
            assertThat(world.get(path).statusCode()).isEqualTo(401);
            assertThat(
                            world.get(path, "Authorization", bearer(key(), "LOCALSTORE", 5))
                                    .statusCode())
                    .isEqualTo(401);
            assertThat(world.get(path, "Authorization", bearer(key, "ANOTHER", 5)).statusCode())
                    .isEqualTo(401);
            assertThat(world.get(path, "Authorization", bearer(key, "LOCALSTORE", 90)).statusCode())
                    .isEqualTo(401);
            JsonNode answer =
                    TestWorld.json(world.get(path, "Authorization", bearer(key, "LOCALSTORE", 5)));
            assertThat(answer.at("/data/0/lastTransactions/0/originalTransactionId").asString())
                    .isEqualTo(id);
        }
    }

    private static String bearer(KeyPair key, String keyId, int minutes) throws Exception {
        Instant now = Instant.now();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(),
                        new JWTClaimsSet.Builder()
                                .issuer("57246542-96fe-1a63-e053-0824d011072a")
                                .audience("appstoreconnect-v1")
                                .claim("bid", "app.feedtape.phone")
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plus(Duration.ofMinutes(minutes))))
                                .build());
        token.sign(new ECDSASigner((java.security.interfaces.ECPrivateKey) key.getPrivate()));
        return "Bearer " + token.serialize();
    }

    @Test
    void theRootIsKeptOverARestart() throws Exception {
        KeyPair key = key();
        String before;
        try (TestWorld world = world(key)) {
            before = Files.readString(Authority.rootFile(data.resolve("world")));
            assertThat(buy(world)).isNotEmpty();
        }
        try (TestWorld world = world(key)) {
            assertThat(Files.readString(Authority.rootFile(data.resolve("world"))))
                    .isEqualTo(before);
            assertThat(world.get("/appstore").body()).contains("app.feedtape.pro.monthly");
        }
    }
}
