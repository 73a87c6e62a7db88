package app.feedtape.auth.secondfactor;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a person's authenticator app and we share. Codes by RFC 6238 as every such app knows them:
 * SHA-1, six digits, steps of 30 seconds.
 */
record TotpSecret(byte[] key) {

    private static final int BYTES = 20;
    private static final int CODES = 1_000_000;
    private static final String ISSUER = "FeedTape";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    static TotpSecret make() {
        byte[] key = new byte[BYTES];
        RANDOM.nextBytes(key);
        return new TotpSecret(key);
    }

    /** The code of a step (RFC 4226, 5.3). */
    String code(long step) {
        byte[] mac = hmac(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = mac[mac.length - 1] & 0xf;
        int number = ByteBuffer.wrap(mac).getInt(offset) & 0x7fffffff;
        return "%06d".formatted(number % CODES);
    }

    /**
     * The step a code belongs to: the current one or, for clocks that drift, one of its neighbours;
     * none that is not later than the last one used.
     */
    OptionalLong match(String code, long currentStep, long lastUsed) {
        OptionalLong matched = OptionalLong.empty();
        for (long step = currentStep + 1; step >= currentStep - 1; step--) {
            boolean isRight =
                    MessageDigest.isEqual(
                            code.getBytes(StandardCharsets.US_ASCII),
                            code(step).getBytes(StandardCharsets.US_ASCII));
            if (isRight && step > lastUsed) {
                matched = OptionalLong.of(step);
            }
        }
        return matched;
    }

    /** As people type it into an app that cannot scan (RFC 4648, 6, without padding). */
    String base32() {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte each : key) {
            buffer = buffer << 8 | each & 0xff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt(buffer >> bits & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        return bits == 0
                ? text.toString()
                : text.append(BASE32.charAt(buffer << 5 - bits & 31)).toString();
    }

    /**
     * The address that authenticator apps read.
     *
     * @param person how the person tells their accounts apart
     */
    String uri(String person) {
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30"
                .formatted(ISSUER, encode(person), base32(), ISSUER);
    }

    private byte[] hmac(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "TotpSecret[hidden]";
    }
}
