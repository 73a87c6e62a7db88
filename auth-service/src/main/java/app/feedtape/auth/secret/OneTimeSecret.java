package app.feedtape.auth.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * 256 random bits a person or browser carries and we know only by hash: states, codes, bindings,
 * verifiers.
 *
 * @param value base64url without padding, 43 characters
 */
public record OneTimeSecret(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    public static OneTimeSecret make() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new OneTimeSecret(encode(bytes));
    }

    /** Whether a value that came from outside could be one. */
    public static boolean hasForm(String value) {
        return FORM.matcher(value).matches();
    }

    /** SHA-256, which is what is stored. */
    public byte[] hash() {
        return sha256(value);
    }

    /** The hash of a value that came from outside. */
    public static byte[] sha256(String value) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The S256 challenge of this as a PKCE verifier (RFC 7636, 4.2). */
    public String challenge() {
        return encode(hash());
    }

    /** base64url without padding. */
    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "OneTimeSecret[hidden]";
    }
}
