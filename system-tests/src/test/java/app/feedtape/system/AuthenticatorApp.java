package app.feedtape.system;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes as every authenticator app shows them (RFC 6238). */
final class AuthenticatorApp {

    private static final int KEY_BYTES = 20;

    private AuthenticatorApp() {}

    /**
     * @param secret 32 characters of base32, as a person types it in
     */
    static String code(String secret, Instant moment) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key(secret), "HmacSHA1"));
            long step = moment.getEpochSecond() / 30;
            byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int number = ByteBuffer.wrap(hash).getInt(hash[19] & 15) & 0x7fffffff;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] key(String secret) {
        BigInteger bits = BigInteger.ONE;
        for (char each : secret.toCharArray()) {
            bits =
                    bits.shiftLeft(5)
                            .or(BigInteger.valueOf(each >= 'A' ? each - 'A' : each - '2' + 26));
        }
        byte[] whole = bits.toByteArray();
        return Arrays.copyOfRange(whole, whole.length - KEY_BYTES, whole.length);
    }
}
