package app.feedtape.web.decision;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals decisions into ids and opens them: AES-256-GCM under a key of its own for every id, derived
 * from the secret and a salt, because refusals come by the million and one key with random nonces
 * is good for only so many. An id names the secret that sealed it; the first configured seals, all
 * of them open, so that secrets can be exchanged.
 */
final class DecisionSeal {

    static final String VARIABLE = "FEEDTAPE_DECISION_SECRET";

    private static final int SECRET_BYTES = 32;
    private static final int FEWEST_DISTINCT_BYTES = 12;
    private static final int NAME_BYTES = 4;
    private static final int SALT_BYTES = 12;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = NAME_BYTES + SALT_BYTES + NONCE_BYTES;
    private static final int WHOLE_BYTES = HEAD_BYTES + DecisionFormat.BYTES + TAG_BITS / 8;

    /** How long every id is: 440 characters of base64url. */
    static final int CHARACTERS = WHOLE_BYTES / 3 * 4;

    private static final byte[] CONTEXT = "feedtape decision".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final List<Secret> secrets;

    /** A secret and the name it goes by in ids. */
    private record Secret(SecretKeySpec key, byte[] name) {
        @Override
        public String toString() {
            return "Secret[hidden]";
        }
    }

    /**
     * @param configured base64 of 32 random bytes each, separated by commas
     * @throws IllegalStateException when there is none or a weak one, which must not start
     */
    DecisionSeal(String configured) {
        this.secrets = Stream.of(configured.split(",", -1)).map(DecisionSeal::secret).toList();
    }

    private static Secret secret(String configured) {
        byte[] bytes = decode(configured.strip());
        if (bytes.length != SECRET_BYTES || !looksRandom(bytes)) {
            throw new IllegalStateException(
                    VARIABLE
                            + " must be base64 of 32 random bytes (openssl rand -base64 32), the same"
                            + " everywhere; several are separated by commas.");
        }
        SecretKeySpec key = new SecretKeySpec(bytes, "HmacSHA256");
        return new Secret(key, Arrays.copyOf(hmac(key, "name of the key"), NAME_BYTES));
    }

    private static byte[] decode(String configured) {
        try {
            return Base64.getDecoder().decode(configured);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static boolean looksRandom(byte[] bytes) {
        boolean[] present = new boolean[256];
        int distinct = 0;
        boolean isText = true;
        for (byte each : bytes) {
            distinct += present[each & 0xff] ? 0 : 1;
            present[each & 0xff] = true;
            isText &= each >= 0x20 && each < 0x7f;
        }
        return !isText && distinct >= FEWEST_DISTINCT_BYTES;
    }

    String seal(byte[] content) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        Secret secret = secrets.getFirst();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, secret, salt, nonce).doFinal(content);
            byte[] whole =
                    ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                            .put(secret.name())
                            .put(salt)
                            .put(nonce)
                            .put(sealed)
                            .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Empty for whatever none of our secrets has sealed. */
    Optional<byte[]> open(String id) {
        if (id.length() != CHARACTERS) {
            return Optional.empty();
        }
        try {
            ByteBuffer whole = ByteBuffer.wrap(Base64.getUrlDecoder().decode(id));
            byte[] name = take(whole, NAME_BYTES);
            byte[] salt = take(whole, SALT_BYTES);
            byte[] nonce = take(whole, NONCE_BYTES);
            byte[] sealed = take(whole, whole.remaining());
            for (Secret secret : secrets) {
                if (MessageDigest.isEqual(secret.name(), name)) {
                    return Optional.of(
                            cipher(Cipher.DECRYPT_MODE, secret, salt, nonce).doFinal(sealed));
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }

    private static byte[] take(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(bytes);
        return bytes;
    }

    private static Cipher cipher(int mode, Secret secret, byte[] salt, byte[] nonce)
            throws GeneralSecurityException {
        byte[] key = hmac(secret.key(), "key " + Base64.getEncoder().encodeToString(salt));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(CONTEXT);
        return cipher;
    }

    private static byte[] hmac(SecretKeySpec key, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(("feedtape decision: " + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
