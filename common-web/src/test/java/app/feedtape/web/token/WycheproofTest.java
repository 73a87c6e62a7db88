package app.feedtape.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.web.time.AdjustableClock;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.security.Provider;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Wycheproof's vectors (see the README beside them) through the verifier: its signature check must
 * judge each as they do, and as tokens none may ever be accepted. So that the second says something
 * beyond "that is no token of ours", what each vector did to its token is done to a token of ours
 * signed by the same key.
 */
class WycheproofTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String ISSUER = "https://api.feedtape.app";
    private static final String ACCOUNT = "01936f00-0000-7000-8000-000000000001";
    private static final String KEY_ID = "kid-ec-sign";

    private final Clock clock = new AdjustableClock(Clock.fixed(NOON, ZoneOffset.UTC));
    private Issuer issuer;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private static JsonNode read(String file) {
        try (InputStream in = WycheproofTest.class.getResourceAsStream("/wycheproof/" + file)) {
            return JSON.readTree(in);
        } catch (java.io.IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static List<JsonNode> groups(String file) {
        return List.copyOf(read(file).path("testGroups").values());
    }

    private static JsonNode group(String comment) {
        return groups("json_web_signature_es256.json").stream()
                .filter(group -> group.path("comment").asString().equals(comment))
                .findFirst()
                .orElseThrow();
    }

    private static ECKey key(JsonNode jwk) throws Exception {
        return ECKey.parse(jwk.toString());
    }

    private static boolean isValid(JsonNode test) {
        return test.path("result").asString().equals("valid");
    }

    private static String name(JsonNode test) {
        return test.path("tcId").asInt() + " " + test.path("comment").asString();
    }

    private TokenVerifier verifier() {
        return new TokenVerifier(
                ISSUER, "tts-service", issuer.jwks(), HttpClient.newHttpClient(), clock);
    }

    private static String ours(ECKey key) {
        String claims =
                """
                {"iss":"%s","aud":"feedtape-api","sub":"%s","sid":"%s","jti":"j1","iat":%d,"exp":%d}\
                """
                        .formatted(
                                ISSUER,
                                ACCOUNT,
                                ACCOUNT,
                                NOON.getEpochSecond(),
                                NOON.plusSeconds(3600).getEpochSecond());
        return Issuer.sign(
                key, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + KEY_ID + "\"}", claims);
    }

    @Test
    void theSignatureCheckJudgesEachEs256VectorAsWycheproofDoes() throws Exception {
        judgesAll(null);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void soDoesTheNativeOne() throws Exception {
        judgesAll(Es256.nativeProvider());
    }

    private static void judgesAll(@Nullable Provider provider) throws Exception {
        int judged = 0;
        for (String group : List.of("es256", "SpecialCaseEs256")) {
            ECKey key = key(group(group).path("public"));
            for (JsonNode test : group(group).path("tests")) {
                String jws = test.path("jws").asString();
                assertThat(Es256.isSigned(jws, key.toECPublicKey(), provider))
                        .as(name(test))
                        .isEqualTo(isValid(test));
                judged++;
            }
        }
        assertThat(judged).isEqualTo(38);
    }

    @Test
    void noVectorOfAnyAlgorithmIsEverATokenOfOurs() throws Exception {
        issuer.publishDocument(
                "{\"keys\":[%s]}".formatted(key(group("es256").path("public")).toJSONString()));
        TokenVerifier verifier = verifier();
        int refused = 0;
        for (JsonNode group : groups("json_web_signature_es256.json")) {
            for (JsonNode test : group.path("tests")) {
                assertThat(verifier.verify(test.path("jws").asString()).join())
                        .as(name(test))
                        .isInstanceOf(Verification.Rejected.class);
                refused++;
            }
        }
        assertThat(refused).isEqualTo(77);
    }

    @Test
    void aTokenOfOursByTheirKeyIsAcceptedAndNoneThatWasTreatedAsTheirs() throws Exception {
        JsonNode es256 = group("es256");
        ECKey key = key(es256.path("private"));
        issuer.publishDocument("{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}");
        TokenVerifier verifier = verifier();
        String good = ours(key);
        assertThat(verifier.verify(good).join()).isInstanceOf(Verification.Accepted.class);

        List<String> treated = treatedAlike(es256, good);
        for (JsonNode test : group("SpecialCaseEs256").path("tests")) {
            treated.add(withSignature(good, parts(test)[2]));
        }
        String padded = "A".repeat(300) + good.substring(good.lastIndexOf('.') + 1);
        treated.add(withSignature(good, padded));
        assertThat(treated).hasSize(12 + 24 + 1);
        for (String forged : treated) {
            assertThat(verifier.verify(forged).join())
                    .as(forged)
                    .isInstanceOf(Verification.Rejected.class);
        }
        assertThat(verifier.verify(good).join()).isInstanceOf(Verification.Accepted.class);
    }

    private static String[] parts(JsonNode test) {
        return test.path("jws").asString().split("\\.", -1);
    }

    private static String withSignature(String token, String signature) {
        return token.substring(0, token.lastIndexOf('.') + 1) + signature;
    }

    /** Each part that a vector took over from the valid one is ours, each other one its own. */
    private static List<String> treatedAlike(JsonNode group, String good) {
        String[] valid = parts(group.path("tests").get(0));
        String[] own = good.split("\\.");
        List<String> treated = new ArrayList<>();
        for (JsonNode test : group.path("tests")) {
            List<String> parts = new ArrayList<>();
            for (String part : parts(test)) {
                int same = List.of(valid).indexOf(part);
                parts.add(same < 0 ? part : own[same]);
            }
            String made = String.join(".", parts);
            if (!isValid(test) && !treated.contains(made) && !made.isEmpty()) {
                treated.add(made);
            }
        }
        // An empty token, and two that came out alike, are counted with the others.
        return treated;
    }

    @Test
    void noKeySetThatWycheproofRefusesMakesATokenAccepted() throws Exception {
        ECKey signer = key(group("es256").path("private"));
        String token = ours(signer);
        int refused = 0;
        for (JsonNode group : groups("json_web_key_es256.json")) {
            if (group.path("comment").asString().equals("jws_mixedSymmetryKeyset")) {
                continue;
            }
            issuer.publishDocument("{\"keys\":" + group.path("keys") + "}");
            assertThat(verifier().verify(token).join())
                    .as(group.path("comment").asString())
                    .isNotInstanceOf(Verification.Accepted.class);
            refused++;
        }
        assertThat(refused).isEqualTo(9);
        issuer.publishDocument("{\"keys\":[" + group("es256").path("public") + "]}");
        assertThat(verifier().verify(token).join()).isInstanceOf(Verification.Accepted.class);
    }

    @Test
    void aKeyForEncryptionOrTwoOfOneIdCheckNoToken() throws Exception {
        ECKey signer = key(group("es256").path("private"));
        String token = ours(signer);
        JsonNode good = group("es256").path("public");
        ObjectNode other = (ObjectNode) JSON.readTree(Issuer.key(KEY_ID).toPublicJWK().toString());
        for (String keys :
                List.of(
                        "[" + group("ec_key_for_encryption").path("public") + "]",
                        "[" + good + "," + other + "]",
                        "[" + other + "," + good + "]")) {
            issuer.publishDocument("{\"keys\":" + keys + "}");
            assertThat(verifier().verify(token).join())
                    .as(keys)
                    .isNotInstanceOf(Verification.Accepted.class);
        }
    }

    /**
     * A shared secret in the set is no key of ours: it neither checks a token nor spoils the set.
     */
    @Test
    void aSharedSecretAmongTheKeysChecksNothing() throws Exception {
        JsonNode mixed = groups("json_web_key_es256.json").getFirst();
        issuer.publishDocument("{\"keys\":" + mixed.path("keys") + "}");
        TokenVerifier verifier = verifier();
        assertThat(verifier.verify(mixed.path("tests").get(0).path("jws").asString()).join())
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verifier.verify(ours(key(group("es256").path("private")))).join())
                .isInstanceOf(Verification.Accepted.class);
    }

    @Test
    void rawEcdsaSignaturesAreJudgedAsWycheproofDoes() throws Exception {
        JsonNode file = read("ecdsa_p1363_es256.json");
        ECKey key =
                new ECKey.Builder(
                                Curve.P_256,
                                coordinate(file.path("wx").asString()),
                                coordinate(file.path("wy").asString()))
                        .build();
        ECDSAVerifier signatures = new ECDSAVerifier(key.toECPublicKey());
        int judged = 0;
        for (JsonNode test : file.path("tests")) {
            boolean accepted =
                    signatures.verify(
                            new JWSHeader(JWSAlgorithm.ES256),
                            HexFormat.of().parseHex(test.path("msg").asString()),
                            Base64URL.encode(HexFormat.of().parseHex(test.path("sig").asString())));
            assertThat(accepted).as(name(test)).isEqualTo(isValid(test));
            judged++;
        }
        assertThat(judged).isEqualTo(66);
    }

    private static Base64URL coordinate(String hex) {
        return ECKey.encodeCoordinate(256, new BigInteger(hex, 16));
    }
}
