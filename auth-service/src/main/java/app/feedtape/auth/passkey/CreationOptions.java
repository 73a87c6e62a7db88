package app.feedtape.auth.passkey;

import app.feedtape.auth.secret.OneTimeSecret;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a browser or phone needs to make a key pair, named as the standard names it ({@code
 * PublicKeyCredentialCreationOptionsJSON}), so that it can be handed over as it is.
 */
record CreationOptions(
        @JsonProperty("rp") RelyingParty relyingParty,
        @JsonProperty("user") User user,
        @JsonProperty("challenge") String challenge,
        @JsonProperty("pubKeyCredParams") List<Algorithm> algorithms,
        @JsonProperty("timeout") long timeout,
        @JsonProperty("excludeCredentials") List<Known> known,
        @JsonProperty("authenticatorSelection") Selection selection,
        @JsonProperty("attestation") String attestation) {

    record RelyingParty(@JsonProperty("id") String id, @JsonProperty("name") String name) {}

    record User(
            @JsonProperty("id") String id,
            @JsonProperty("name") String name,
            @JsonProperty("displayName") String displayName) {}

    record Algorithm(@JsonProperty("type") String type, @JsonProperty("alg") long algorithm) {}

    record Known(
            @JsonProperty("type") String type,
            @JsonProperty("id") String id,
            @JsonProperty("transports") Set<String> transports) {}

    record Selection(
            @JsonProperty("residentKey") String residentKey,
            @JsonProperty("requireResidentKey") boolean requireResidentKey,
            @JsonProperty("userVerification") String userVerification) {}

    /** A device that holds one of the known keys makes no second one. */
    static CreationOptions of(
            String rpId, User user, OneTimeSecret challenge, List<Passkey> known) {
        return new CreationOptions(
                new RelyingParty(rpId, "FeedTape"),
                user,
                challenge.value(),
                Ceremony.ALGORITHMS.stream()
                        .map(algorithm -> new Algorithm("public-key", algorithm.getValue()))
                        .toList(),
                300_000,
                known.stream()
                        .map(passkey ->
                                new Known(
                                        "public-key",
                                        OneTimeSecret.encode(passkey.credentialId()),
                                        passkey.transports()))
                        .toList(),
                new Selection("required", true, "required"),
                "none");
    }

    /** An account as devices keep it: its id, never an address. */
    static byte[] handle(UUID accountId) {
        return ByteBuffer.allocate(16)
                .putLong(accountId.getMostSignificantBits())
                .putLong(accountId.getLeastSignificantBits())
                .array();
    }
}
