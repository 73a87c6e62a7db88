package app.feedtape.auth.refresh;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.secret.Sealing;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * The refresh tokens of a session, computed and never stored: HMAC under a key of ours over
 * session, generation and the session's own secret. So a token's successor is the same however
 * often and from however many instances it is asked for, and neither a dump of the database nor our
 * key alone gives one away.
 */
@Component
class TokenFamily {

    private static final int SECRET_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Sealing sealing;
    private final SecretKeySpec key;

    TokenFamily(Sealing sealing) {
        this.sealing = sealing;
        this.key = new SecretKeySpec(sealing.derive("refresh tokens, key 1"), "HmacSHA256");
    }

    /** A new session's secret, sealed for the database. */
    byte[] newSecret(UUID sessionId) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return sealing.seal(secret, context(sessionId));
    }

    OneTimeSecret token(UUID sessionId, long generation, byte[] sealedSecret) {
        byte[] secret = sealing.open(sealedSecret, context(sessionId));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(
                    ByteBuffer.allocate(24)
                            .putLong(sessionId.getMostSignificantBits())
                            .putLong(sessionId.getLeastSignificantBits())
                            .putLong(generation)
                            .array());
            return new OneTimeSecret(OneTimeSecret.encode(mac.doFinal(secret)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String context(UUID sessionId) {
        return "session " + sessionId;
    }
}
