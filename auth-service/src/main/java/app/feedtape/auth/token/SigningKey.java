package app.feedtape.auth.token;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A P-256 key pair that signs, will sign, or has signed tokens.
 *
 * @param activeAt since when it signs; null while it waits
 */
record SigningKey(ECKey pair, State state, @Nullable Instant activeAt) {

    enum State {
        /** Published, so that every verifier knows it before the first token it signs. */
        NEXT,
        ACTIVE,
        /** Signs no more; published until what it signed has expired. */
        RETIRED;

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    String id() {
        return pair.getKeyID();
    }
}
