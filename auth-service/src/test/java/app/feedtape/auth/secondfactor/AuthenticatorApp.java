package app.feedtape.auth.secondfactor;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app as RFC 6238 describes it, written apart from the code it is to meet. */
public final class AuthenticatorApp {

    private final byte[] key;

    /**
     * @param base32 what the person types in
     */
    public AuthenticatorApp(String base32) {
        BigInteger bits = BigInteger.ZERO;
        for (char each : base32.toCharArray()) {
            int value = each >= 'A' ? each - 'A' : each - '2' + 26;
            bits = bits.shiftLeft(5).or(BigInteger.valueOf(value));
        }
        int bytes = base32.length() * 5 / 8;
        byte[] whole = bits.shiftRight(base32.length() * 5 - bytes * 8).toByteArray();
        key = new byte[bytes];
        int taken = Math.min(whole.length, bytes);
        System.arraycopy(whole, whole.length - taken, key, bytes - taken, taken);
    }

    /**
     * @param stepsAway from the step of the moment
     */
    public String code(Instant moment, int stepsAway) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "raw"));
            long step = Math.floorDiv(moment.getEpochSecond(), 30L) + stepsAway;
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int at = hash[19] & 15;
            int number =
                    (hash[at] & 127) << 24
                            | (hash[at + 1] & 255) << 16
                            | (hash[at + 2] & 255) << 8
                            | hash[at + 3] & 255;
            String digits = "00000" + number;
            return digits.substring(digits.length() - 6);
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
