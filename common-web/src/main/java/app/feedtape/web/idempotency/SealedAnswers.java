package app.feedtape.web.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Answers that hold a secret, kept so that they can be given again: encrypted under a key that is
 * derived from the client's own {@code Idempotency-Key} and a key of the house. Neither a dump of
 * the database nor the house alone can read them; whoever asks again brings the other half.
 */
public final class SealedAnswers {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec houseKey;

    /**
     * @param houseKey 32 bytes of the service's own, for this purpose alone
     */
    public SealedAnswers(byte[] houseKey) {
        this.houseKey = new SecretKeySpec(houseKey, "HmacSHA256");
    }

    /**
     * @param clientKey the request's {@code Idempotency-Key}
     * @param context whose answer to what
     */
    public String seal(String clientKey, String context, String answer) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, clientKey, context, nonce)
                            .doFinal(answer.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The answer that was sealed under the same key and context. */
    public String open(String clientKey, String context, String sealed) {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
        try {
            return new String(
                    cipher(Cipher.DECRYPT_MODE, clientKey, context, nonce)
                            .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES),
                    StandardCharsets.UTF_8);
        } catch (GeneralSecurityException notOurs) {
            throw new IllegalStateException("A kept answer does not open", notOurs);
        }
    }

    private Cipher cipher(int mode, String clientKey, String context, byte[] nonce)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(houseKey);
        byte[] key = mac.doFinal(clientKey.getBytes(StandardCharsets.UTF_8));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
