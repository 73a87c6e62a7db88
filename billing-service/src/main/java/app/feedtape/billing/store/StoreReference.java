package app.feedtape.billing.store;

import app.feedtape.billing.purchase.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which subscription is meant: all that is taken from a notification.
 *
 * @param originalId the store's own id
 */
public record StoreReference(Source source, String originalId) {

    private static final int HASH_BYTES = 6;

    /** A token of Google's can be handed in by whoever has it, so it is told by its hash. */
    @Override
    public String toString() {
        return source.word() + " " + (source == Source.GOOGLE ? hash() : originalId);
    }

    private String hash() {
        try {
            byte[] whole =
                    MessageDigest.getInstance("SHA-256")
                            .digest(originalId.getBytes(StandardCharsets.UTF_8));
            return "#" + HexFormat.of().formatHex(whole, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
