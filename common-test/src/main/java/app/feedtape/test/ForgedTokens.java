package app.feedtape.test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Section J of the fault catalogue as tokens: each is one that no door may open to. They are forged
 * from good ones of {@link TestIdentity}, so that nothing but the forgery is wrong with them.
 */
public final class ForgedTokens {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** The order of P-256. */
    private static final String N =
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

    private static final String N_MINUS_1 =
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
    private static final String ONE = "0".repeat(63) + "1";
    private static final String DEEP = "[".repeat(500) + "]".repeat(500);

    private final Supplier<TestToken> good;
    private final List<String> forged = new ArrayList<>();

    private ForgedTokens(Supplier<TestToken> good) {
        this.good = good;
    }

    /**
     * All of them.
     *
     * @param good a new token each time, right in everything
     */
    public static List<String> of(Supplier<TestToken> good) {
        ForgedTokens tokens = new ForgedTokens(good);
        tokens.addAlgorithmsAndShapes();
        tokens.addSignatures();
        tokens.addHeaders();
        tokens.addClaims();
        return List.copyOf(tokens.forged);
    }

    private static String encode(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private void add(TestToken token) {
        forged.add(token.sign());
    }

    /** J3, J14. */
    private void addAlgorithmsAndShapes() {
        String token = good.get().sign();
        String[] part = token.split("\\.");
        for (String algorithm : List.of("none", "None", "HS256", "RS256", "ES384", "es256")) {
            String header =
                    encode(
                            "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"test-key-1\"}"
                                    .formatted(algorithm));
            forged.add(header + "." + part[1] + ".");
            forged.add(header + "." + part[1] + "." + part[2]);
        }
        Collections.addAll(
                forged,
                part[0] + "." + part[1] + ".",
                part[0] + "." + part[1],
                part[0] + ".." + part[2],
                "." + part[1] + "." + part[2],
                token + ".x",
                token + "=",
                token + ".a.b",
                token.substring(0, 20) + " " + token.substring(20),
                part[0] + "=." + part[1] + "." + part[2],
                "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
                        .formatted(part[0], part[1], part[2]));
    }

    /** J15, and a signature by somebody else. */
    private void addSignatures() {
        String token = good.get().sign();
        String content = token.substring(0, token.lastIndexOf('.') + 1);
        String zero = "0".repeat(64);
        for (String[] rs :
                new String[][] {
                    {zero, zero}, {ONE, ONE}, {ONE, N}, {N_MINUS_1, N}, {N, N}, {zero, ONE}
                }) {
            forged.add(content + BASE64.encodeToString(HexFormat.of().parseHex(rs[0] + rs[1])));
        }
        byte[] raw = Base64.getUrlDecoder().decode(token.substring(content.length()));
        forged.add(content + BASE64.encodeToString(der(raw)));
        forged.add(content + BASE64.encodeToString(java.util.Arrays.copyOf(raw, 72)));
        add(good.get().withBrokenSignature());
        add(good.get().signedBy(TestIdentity.newKey("foreign")));
    }

    private static byte[] der(byte[] raw) {
        byte[] r = new java.math.BigInteger(1, java.util.Arrays.copyOf(raw, 32)).toByteArray();
        byte[] s =
                new java.math.BigInteger(1, java.util.Arrays.copyOfRange(raw, 32, 64))
                        .toByteArray();
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (der.length - 2);
        der[2] = 0x02;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = 0x02;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }

    /** J4, J6, J14: what a header may not bring along. */
    private void addHeaders() {
        var own = TestIdentity.newKey("own");
        add(good.get().signedBy(own).withHeader("jwk", own.toPublicJWK().toJSONObject()));
        add(good.get().signedBy(own).withHeader("x5c", List.of("MIIB")));
        add(good.get().withHeader("typ", "JWT"));
        add(good.get().withHeader("typ", null));
        add(good.get().withHeader("crit", List.of("exp")));
        add(good.get().withHeader("crit", List.of("b64")).withHeader("b64", false));
        add(good.get().withHeader("zip", "DEF"));
        for (Object kid :
                List.of(
                        "../../../../dev/null",
                        "/proc/sys/kernel/randomize_va_space",
                        "x' UNION SELECT 'k",
                        "http://127.0.0.1:9/k",
                        "k".repeat(3_000),
                        7,
                        List.of("test-key-1"),
                        Map.of("kid", "test-key-1"),
                        "\uD83D\uDE00",
                        "test-key-1\u0000",
                        "unknown",
                        "")) {
            add(good.get().withHeader("kid", kid));
        }
        add(good.get().withHeader("kid", null));
        forged.add(good.get().signWith("\"alg\":\"none\",", ""));
        forged.add(good.get().signWith("\"kid\":\"test-key-2\",", ""));
    }

    /** J8 to J10, J12. */
    private void addClaims() {
        long now = Clock.systemUTC().instant().getEpochSecond();
        for (Object exp : List.of("9999999999", -1, now + 3600.5, 1e300, true, List.of(now + 60))) {
            add(good.get().with("exp", exp));
        }
        add(good.get().with("exp", null));
        add(good.get().with("nbf", now + 3600));
        add(good.get().with("iat", now + 3600));
        add(good.get().with("iat", null));
        for (Object issuer :
                List.of(
                        TestIdentity.ISSUER + "/",
                        "HTTP://LOCALHOST:8080",
                        "https://staging.example",
                        List.of(TestIdentity.ISSUER))) {
            add(good.get().with("iss", issuer));
        }
        for (Object audience : List.of("another-service", List.of(), List.of(7), 7, Map.of())) {
            add(good.get().with("aud", audience));
        }
        add(good.get().with("aud", null));
        for (Object roles : List.of("admin", List.of(List.of("admin")), Map.of("admin", true))) {
            add(good.get().with("roles", roles));
        }
        add(good.get().with("sub", List.of("a")));
        add(good.get().with("sub", "not-an-id"));
        add(good.get().with("sub", null));
        forged.add(good.get().signWith("", "\"sub\":\"01936f00-0000-7000-8000-00000000000a\","));
        forged.add(good.get().signWith("", "\"roles\":[\"admin\"],"));
        forged.add(good.get().signWith("", "\"deep\":" + DEEP + ","));
    }
}
