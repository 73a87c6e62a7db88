package app.feedtape.test;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token in the making. Header and claims are plain maps: whatever a test puts there is signed as
 * it stands.
 */
public final class TestToken {
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private ECKey key;
    private boolean breakSignature;

    private TestToken(ECKey key, Instant issuedAt, Duration validFor) {
        this.key = key;
        header.put("alg", "ES256");
        header.put("typ", "at+jwt");
        header.put("kid", key.getKeyID());
        claims.put("iss", TestIdentity.ISSUER);
        claims.put("iat", issuedAt.getEpochSecond());
        claims.put("exp", issuedAt.plus(validFor).getEpochSecond());
    }

    static TestToken access(ECKey key, Clock clock) {
        return new TestToken(key, clock.instant(), Duration.ofHours(1))
                .with("aud", TestIdentity.API_AUDIENCE)
                .with("sub", UUID.randomUUID().toString())
                .with("sid", UUID.randomUUID().toString())
                .with("jti", UUID.randomUUID().toString())
                .with("plan", "free")
                .with("ent_v", 0)
                .with("roles", List.of("listener"))
                .with("amr", List.of("pwd", "otp", "mfa"))
                .with("scope", "listener");
    }

    static TestToken service(ECKey key, Clock clock, String caller, String audience) {
        return new TestToken(key, clock.instant(), Duration.ofMinutes(5))
                .with("aud", audience)
                .with("sub", "svc:" + caller)
                .with("jti", UUID.randomUUID().toString());
    }

    public TestToken account(UUID accountId) {
        return with("sub", accountId.toString());
    }

    public TestToken organization(UUID organizationId) {
        return with("org", organizationId.toString());
    }

    public TestToken roles(String... roles) {
        return with("roles", List.of(roles));
    }

    public TestToken plan(String plan, long entitlementVersion) {
        return with("plan", plan).with("ent_v", entitlementVersion);
    }

    public TestToken session(UUID sessionId) {
        return with("sid", sessionId.toString());
    }

    public TestToken expiresAt(Instant moment) {
        return with("exp", moment.getEpochSecond());
    }

    /** Sets any claim; null removes it. */
    public TestToken with(String claim, @Nullable Object value) {
        return put(claims, claim, value);
    }

    /** Sets any member of the header; null removes it. */
    public TestToken withHeader(String member, @Nullable Object value) {
        return put(header, member, value);
    }

    /** Signs with another key but keeps the header's key id, unless it is changed too. */
    public TestToken signedBy(ECKey other) {
        key = other;
        return this;
    }

    public TestToken withBrokenSignature() {
        breakSignature = true;
        return this;
    }

    private TestToken put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value == null) {
            members.remove(name);
        } else {
            members.put(name, value);
        }
        return this;
    }

    /** The compact form. */
    public String sign() {
        return signWith("", "");
    }

    /**
     * The compact form with this text in front of all members of header and claims, comma included:
     * what no JSON writer would write can be signed as well.
     */
    public String signWith(String headerText, String claimsText) {
        var content =
                encode("{" + headerText + JSONObjectUtils.toJSONString(header).substring(1))
                        + "."
                        + encode(
                                "{"
                                        + claimsText
                                        + JSONObjectUtils.toJSONString(claims).substring(1));
        try {
            var signature =
                    new ECDSASigner(key)
                            .sign(
                                    new JWSHeader(JWSAlgorithm.ES256),
                                    content.getBytes(StandardCharsets.US_ASCII))
                            .decode();
            if (breakSignature) {
                signature[signature.length / 2] ^= 1;
            }
            return content
                    + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As the value of an `Authorization` header. */
    public String bearer() {
        return "Bearer " + sign();
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
