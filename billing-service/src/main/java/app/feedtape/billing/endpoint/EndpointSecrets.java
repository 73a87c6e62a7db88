package app.feedtape.billing.endpoint;

import app.feedtape.web.idempotency.SealedAnswers;
import app.feedtape.web.secret.Seal;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/** Makes, seals and opens what deliveries are signed with. */
final class EndpointSecrets {

    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Seal seal;

    EndpointSecrets(Seal seal) {
        this.seal = seal;
    }

    /**
     * A new secret.
     *
     * @param shown what its owner sees, once: {@code whsec_} and base64, as Standard Webhooks has
     *     it
     * @param sealed what is stored
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Made(String shown, byte[] sealed) {

        @Override
        public String toString() {
            return "Made[hidden]";
        }
    }

    Made make(UUID endpointId) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Made(
                PREFIX + Base64.getEncoder().encodeToString(bytes),
                seal.seal(bytes, context(endpointId)));
    }

    /** The bytes that sign. */
    byte[] open(byte[] sealed, UUID endpointId) {
        return seal.open(sealed, context(endpointId));
    }

    /** Keeps answers that show a secret. */
    SealedAnswers answers() {
        return new SealedAnswers(seal.derive("kept answers"));
    }

    private static String context(UUID endpointId) {
        return "endpoint " + endpointId;
    }
}
