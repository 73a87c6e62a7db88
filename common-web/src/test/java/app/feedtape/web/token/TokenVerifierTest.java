package app.feedtape.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.web.time.AdjustableClock;
import com.nimbusds.jose.jwk.ECKey;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The classes of section J of the fault catalogue that a verifier meets, against a real issuer over
 * HTTP.
 */
class TokenVerifierTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String ISSUER = "https://api.feedtape.app";
    private static final UUID ACCOUNT = UUID.fromString("01936f00-0000-7000-8000-000000000001");

    private final AdjustableClock clock = new AdjustableClock(Clock.fixed(NOON, ZoneOffset.UTC));
    private Issuer issuer;
    private ECKey key;
    private TokenVerifier verifier;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        key = issuer.publish("k1");
        verifier =
                new TokenVerifier(
                        ISSUER, "tts-service", issuer.jwks(), HttpClient.newHttpClient(), clock);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private static String header(String kid) {
        return "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
    }

    private static String claims(String replaced, String by) {
        String claims =
                """
                {"iss":"%s","aud":"feedtape-api","sub":"%s","sid":"%s","jti":"j1","iat":%d,"exp":%d,\
                "plan":"pro","ent_v":7,"roles":["listener"],"scope":"listener"}\
                """
                        .formatted(
                                ISSUER,
                                ACCOUNT,
                                ACCOUNT,
                                NOON.getEpochSecond(),
                                NOON.plusSeconds(3600).getEpochSecond());
        assertThat(claims).contains(replaced);
        return claims.replace(replaced, by);
    }

    private static String claims() {
        return claims("\"jti\"", "\"jti\"");
    }

    private Verification verify(String token) {
        return verifier.verify(token).join();
    }

    private Verification verifyClaims(String payload) {
        return verify(Issuer.sign(key, header("k1"), payload));
    }

    @Test
    void aTokenOfOursIsAcceptedWithAllItSays() {
        assertThat(verifyClaims(claims()))
                .isInstanceOfSatisfying(
                        Verification.Accepted.class,
                        accepted -> {
                            assertThat(accepted.token().accountId()).isEqualTo(ACCOUNT);
                            assertThat(accepted.token().payerId()).isEqualTo(ACCOUNT);
                            assertThat(accepted.token().plan()).isEqualTo("pro");
                            assertThat(accepted.token().entitlementVersion()).isEqualTo(7);
                            assertThat(accepted.token().roles()).containsExactly("listener");
                        });
    }

    @Test
    void theOrganizationPaysWhenTheTokenNamesOne() {
        UUID organization = UUID.fromString("01936f00-0000-7000-8000-00000000000f");
        assertThat(verifyClaims(claims("\"jti\"", "\"org\":\"" + organization + "\",\"jti\"")))
                .isInstanceOfSatisfying(
                        Verification.Accepted.class,
                        accepted -> assertThat(accepted.token().payerId()).isEqualTo(organization));
    }

    @Test
    void onlyATokenThatWasRightIsRememberedAndOnlyForItsTime() {
        String token = Issuer.sign(key, header("k1"), claims());
        String other = Issuer.sign(Issuer.key("k1"), header("k1"), claims());
        assertThat(verifier.remembered(token)).isEmpty();
        assertThat(verify(other)).isInstanceOf(Verification.Rejected.class);
        assertThat(verify(token)).isInstanceOf(Verification.Accepted.class);
        assertThat(verifier.remembered(other)).isEmpty();
        assertThat(verifier.remembered(token)).get().isInstanceOf(Verification.Accepted.class);
        clock.offsetBy(Duration.ofSeconds(3631));
        assertThat(verifier.remembered(token)).get().isInstanceOf(Verification.Expired.class);
    }

    @Test
    void aRememberedTokenStillEndsWithItsTime() {
        String token = Issuer.sign(key, header("k1"), claims());
        assertThat(verify(token)).isInstanceOf(Verification.Accepted.class);
        clock.offsetBy(Duration.ofSeconds(3629));
        assertThat(verify(token)).isInstanceOf(Verification.Accepted.class);
        clock.offsetBy(Duration.ofSeconds(3630));
        assertThat(verify(token)).isInstanceOf(Verification.Expired.class);
    }

    @ParameterizedTest
    @CsvSource({"-31, false", "-30, false", "-29, true", "0, true", "60, true"})
    void expiryHasThirtySecondsOfLeeway(long secondsFromNow, boolean accepted) {
        String exp = "\"exp\":" + NOON.plusSeconds(3600).getEpochSecond();
        Verification result =
                verifyClaims(
                        claims(
                                exp,
                                "\"exp\":" + NOON.plusSeconds(secondsFromNow).getEpochSecond()));
        assertThat(result)
                .isInstanceOf(accepted ? Verification.Accepted.class : Verification.Expired.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"9999999999\"", "1e400", "-1", "1.5e9", "null", "true", "[1]"})
    void anExpiryThatIsNoWholeNumberOfSecondsIsRejected(String value) {
        String exp = "\"exp\":" + NOON.plusSeconds(3600).getEpochSecond();
        assertThat(verifyClaims(claims(exp, "\"exp\":" + value)))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verifyClaims(claims("," + exp, ""))).isInstanceOf(Verification.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource({"29, true", "31, false", "3600, false"})
    void aTokenFromTheFutureIsRejectedPastTheLeeway(long seconds, boolean accepted) {
        Class<?> expected = accepted ? Verification.Accepted.class : Verification.Rejected.class;
        long at = NOON.plusSeconds(seconds).getEpochSecond();
        assertThat(verifyClaims(claims("\"jti\"", "\"nbf\":" + at + ",\"jti\"")))
                .isInstanceOf(expected);
        String iat = "\"iat\":" + NOON.getEpochSecond();
        assertThat(verifyClaims(claims(iat, "\"iat\":" + at))).isInstanceOf(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"iss\":\"https://api.feedtape.app/\"",
                "\"iss\":\"https://API.feedtape.app\"",
                "\"iss\":\"https://staging.feedtape.app\"",
                "\"iss\":[\"https://api.feedtape.app\"]"
            })
    void onlyOurExactIssuerCounts(String issuerClaim) {
        assertThat(verifyClaims(claims("\"iss\":\"" + ISSUER + "\"", issuerClaim)))
                .isInstanceOf(Verification.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"aud\":[\"x\",\"feedtape-api\"] | true",
                "\"aud\":\"billing-service\" | false",
                "\"aud\":[] | false",
                "\"aud\":\"tts-service\" | false",
                "\"aud\":7 | false"
            })
    void theAudienceMustContainOurs(String audience, boolean accepted) {
        assertThat(verifyClaims(claims("\"aud\":\"feedtape-api\"", audience)))
                .isInstanceOf(accepted ? Verification.Accepted.class : Verification.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"roles\":\"admin\"",
                "\"roles\":[\"listener\"],\"roles\":[\"admin\"]",
                "\"roles\":[[\"admin\"]]",
                "\"roles\":[{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}]"
            })
    void rolesOfAnotherShapeOrSaidTwiceNeverCount(String roles) {
        assertThat(verifyClaims(claims("\"roles\":[\"listener\"]", roles)))
                .isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void aSubjectSaidTwiceIsRejected() {
        assertThat(verifyClaims(claims("\"jti\"", "\"sub\":\"" + UUID.randomUUID() + "\",\"jti\"")))
                .isInstanceOf(Verification.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}",
                "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}",
                "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
                "{\"alg\":\"ES256\",\"kid\":\"k1\"}",
                "{\"alg\":\"ES256\",\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}",
                "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\",\"zip\":\"DEF\"}",
                "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\",\"jku\":\"http://127.0.0.1:9/\"}",
                "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":7}",
                "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"../../../dev/null\"}",
                "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"x' UNION SELECT 'k\"}",
                "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}",
                "[]"
            })
    void aHeaderThatWeWouldNotWriteIsRejectedWithoutAskingForKeys(String header) {
        String token = Issuer.sign(key, header, claims());
        assertThat(verify(token)).isInstanceOf(Verification.Rejected.class);
        assertThat(issuer.keyReads).hasValue(0);
    }

    @Test
    void aKeyBroughtAlongInTheHeaderIsNotTrusted() {
        ECKey own = Issuer.key("k1");
        String header =
                "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\",\"jwk\":"
                        + own.toPublicJWK().toJSONString()
                        + "}";
        assertThat(verify(Issuer.sign(own, header, claims())))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verify(Issuer.sign(own, header("k1"), claims())))
                .isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void degenerateSignaturesAreRejected() {
        String token = Issuer.sign(key, header("k1"), claims());
        String content = token.substring(0, token.lastIndexOf('.') + 1);
        byte[] zeros = new byte[64];
        byte[] ones = new byte[64];
        ones[31] = 1;
        ones[63] = 1;
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        assertThat(verify(content + encoder.encodeToString(zeros)))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verify(content + encoder.encodeToString(ones)))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verify(content)).isInstanceOf(Verification.Rejected.class);
        assertThat(verify(content + encoder.encodeToString(new byte[72])))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verify(token + "=")).isInstanceOf(Verification.Rejected.class);
        assertThat(verify(token.replace('.', ' '))).isInstanceOf(Verification.Rejected.class);
        assertThat(verify(token + "." + token)).isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void oneChangedLetterAnywhereInTheClaimsIsRejected() {
        String token = Issuer.sign(key, header("k1"), claims());
        int start = token.indexOf('.') + 1;
        for (int at = start; at < token.lastIndexOf('.'); at += 7) {
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, at) + other + token.substring(at + 1);
            assertThat(verify(changed)).isInstanceOf(Verification.Rejected.class);
        }
    }

    @Test
    void aThousandUnknownKeyIdsCostTwoKeyReadsAtMost() {
        verify(Issuer.sign(key, header("k1"), claims()));
        int before = issuer.keyReads.get();
        ECKey stranger = Issuer.key("x");
        IntStream.range(0, 1000)
                .forEach(i ->
                        assertThat(verify(Issuer.sign(stranger, header("kid" + i), claims())))
                                .isInstanceOf(Verification.Rejected.class));
        assertThat(issuer.keyReads.get() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void aRotatedKeyIsFoundByOneReadAndAWithdrawnKeyIsForgotten() {
        String old = Issuer.sign(key, header("k1"), claims());
        assertThat(verify(old)).isInstanceOf(Verification.Accepted.class);
        clock.offsetBy(Duration.ofSeconds(10));
        ECKey next = issuer.publish("k2");
        assertThat(verify(Issuer.sign(next, header("k2"), claims())))
                .isInstanceOf(Verification.Accepted.class);
        assertThat(verify(old)).isInstanceOf(Verification.Accepted.class);

        issuer.withdraw(key);
        clock.offsetBy(Duration.ofSeconds(20));
        assertThat(verify(Issuer.sign(Issuer.key("k3"), header("k3"), claims())))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verify(old)).isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void withoutAnyKeysATokenIsNeitherAcceptedNorCalledWrong() {
        issuer.answerWith(500);
        assertThat(verifyClaims(claims())).isInstanceOf(Verification.Unknown.class);
    }

    @Test
    void aServiceTokenCountsOnlyForTheServiceItNames() {
        String forUs =
                claims("\"sub\":\"" + ACCOUNT + "\"", "\"sub\":\"svc:feed-service\"")
                        .replace("\"feedtape-api\"", "\"tts-service\"");
        assertThat(verifyClaims(forUs))
                .isEqualTo(new Verification.ServiceAccepted("feed-service", null));
        assertThat(verifyClaims(forUs.replace("\"tts-service\"", "\"billing-service\"")))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verifyClaims(forUs.replace("\"tts-service\"", "\"feedtape-api\"")))
                .isInstanceOf(Verification.Rejected.class);
    }
}
