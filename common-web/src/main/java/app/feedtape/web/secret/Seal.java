package app.feedtape.web.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what the database keeps and a dump of it must not give away: AES-256-GCM under a secret of
 * the service, bound to what it is and whose. A sealed value names the key that sealed it, so that
 * a later key can be told from an earlier one.
 */
public final class Seal {

    private static final int KEY_BYTES = 32;
    private static final int FEWEST_DISTINCT_BYTES = 12;
    private static final int KEY_NAME_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final String variable;
    private final String house;
    private final List<Key> keys;

    /** One of the secrets, and what it seals with. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Key(byte[] master, SecretKeySpec sealing, byte[] name) {

        @Override
        public String toString() {
            return "Key[hidden]";
        }
    }

    /**
     * @param variable the environment variable that holds the secret
     * @param house begins the name of every key that is derived, such as {@code feedtape auth}
     * @param configured base64 of 32 random bytes; after it, with commas between, former ones,
     *     which only open what they sealed
     * @throws UnusableSecret when it is missing or weak
     */
    public Seal(String variable, String house, String configured) {
        this.variable = variable;
        this.house = house;
        this.keys = Stream.of(configured.split(",", -1)).map(this::key).toList();
    }

    private Key key(String configured) {
        byte[] master = master(configured);
        return new Key(
                master,
                new SecretKeySpec(derive(master, "sealing"), "AES"),
                Arrays.copyOf(derive(master, "name of the key"), KEY_NAME_BYTES));
    }

    private byte[] master(String configured) {
        if (configured.isBlank()) {
            throw new UnusableSecret(variable, "is missing.");
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(configured.strip());
        } catch (IllegalArgumentException notBase64) {
            throw new UnusableSecret(variable, "is not base64.");
        }
        if (decoded.length != KEY_BYTES) {
            throw new UnusableSecret(variable, "must be base64 of exactly 32 bytes.");
        }
        boolean isText = true;
        boolean[] present = new boolean[256];
        for (byte each : decoded) {
            present[each & 0xff] = true;
            isText &= each >= 0x20 && each < 0x7f;
        }
        int distinct = 0;
        for (boolean one : present) {
            distinct += one ? 1 : 0;
        }
        if (isText || distinct < FEWEST_DISTINCT_BYTES) {
            throw new UnusableSecret(
                    variable, "does not look random: use `openssl rand -base64 32`.");
        }
        return decoded;
    }

    /**
     * A key for one purpose that reveals nothing of the others.
     *
     * @param purpose fixed text of the purpose
     */
    public byte[] derive(String purpose) {
        return derive(keys.getFirst().master(), purpose);
    }

    private byte[] derive(byte[] master, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(master, "HmacSHA256"));
            return mac.doFinal((house + ": " + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Seals a value.
     *
     * @param context what it is and whose, needed to open it again
     */
    public byte[] seal(byte[] value, String context) {
        Key key = keys.getFirst();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(value);
            return ByteBuffer.allocate(KEY_NAME_BYTES + NONCE_BYTES + sealed.length)
                    .put(key.name())
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Opens what {@link #seal} made with the same context.
     *
     * @throws UnusableSecret when another key sealed it or it was tampered with
     */
    public byte[] open(byte[] sealed, String context) {
        byte[] name = Arrays.copyOf(sealed, KEY_NAME_BYTES);
        Key key =
                keys.stream()
                        .filter(each -> MessageDigest.isEqual(name, each.name()))
                        .findFirst()
                        .orElseThrow(() ->
                                new UnusableSecret(
                                        variable,
                                        "is not the one that sealed what the database holds."));
        byte[] nonce = Arrays.copyOfRange(sealed, KEY_NAME_BYTES, KEY_NAME_BYTES + NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, context)
                    .doFinal(
                            sealed,
                            KEY_NAME_BYTES + NONCE_BYTES,
                            sealed.length - KEY_NAME_BYTES - NONCE_BYTES);
        } catch (GeneralSecurityException tampered) {
            throw new UnusableSecret(variable, "does not open what the database holds.");
        }
    }

    private static Cipher cipher(int mode, Key key, byte[] nonce, String context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.sealing(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
