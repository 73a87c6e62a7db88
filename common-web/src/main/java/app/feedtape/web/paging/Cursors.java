package app.feedtape.web.paging;

import app.feedtape.web.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyset cursors: version, sort, hash of the filters and the last row's key, sealed with an HMAC so
 * that a client can neither read meaning into one nor make one up. A cursor of another list, sort
 * or filter is refused.
 */
public final class Cursors {

    private static final String VERSION = "1";
    private static final int SEAL_BYTES = 16;
    private static final char SEPARATOR = '\u001f';

    private final SecretKeySpec key;

    /**
     * @param secret known to every instance of the service and to nobody else
     */
    public Cursors(String secret) {
        this.key =
                new SecretKeySpec(
                        hmac(
                                new SecretKeySpec(
                                        secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
                                "feedtape cursor".getBytes(StandardCharsets.UTF_8)),
                        "HmacSHA256");
    }

    /** The cursor that continues after the row with these key values. */
    public String encode(String sort, String filter, List<String> lastKey) {
        byte[] content =
                (VERSION
                                + SEPARATOR
                                + sort
                                + SEPARATOR
                                + Integer.toHexString(filter.hashCode())
                                + SEPARATOR
                                + String.join(String.valueOf(SEPARATOR), lastKey))
                        .getBytes(StandardCharsets.UTF_8);
        byte[] seal = Arrays.copyOf(hmac(key, content), SEAL_BYTES);
        byte[] whole = Arrays.copyOf(seal, SEAL_BYTES + content.length);
        System.arraycopy(content, 0, whole, SEAL_BYTES, content.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /**
     * The key values of the last row of the page before; 400 for anything this list did not hand
     * out.
     */
    public List<String> decode(String sort, String filter, String cursor) {
        try {
            byte[] whole = Base64.getUrlDecoder().decode(cursor);
            if (whole.length <= SEAL_BYTES || whole.length > 2048) {
                throw foreign();
            }
            byte[] content = Arrays.copyOfRange(whole, SEAL_BYTES, whole.length);
            byte[] seal = Arrays.copyOf(hmac(key, content), SEAL_BYTES);
            List<String> parts =
                    List.of(
                            new String(content, StandardCharsets.UTF_8)
                                    .split(String.valueOf(SEPARATOR), -1));
            boolean ours =
                    MessageDigest.isEqual(seal, Arrays.copyOf(whole, SEAL_BYTES))
                            && parts.size() > 3
                            && parts.get(0).equals(VERSION)
                            && parts.get(1).equals(sort)
                            && parts.get(2).equals(Integer.toHexString(filter.hashCode()));
            if (!ours) {
                throw foreign();
            }
            return parts.subList(3, parts.size());
        } catch (IllegalArgumentException notBase64) {
            throw foreign();
        }
    }

    private static Refusal foreign() {
        return Refusal.invalid("cursor", "The cursor does not belong to this list.");
    }

    private static byte[] hmac(SecretKeySpec key, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
