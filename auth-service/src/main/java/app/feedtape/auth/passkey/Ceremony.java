package app.feedtape.auth.passkey;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.WebSettings;
import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the standard asks of the two ceremonies (WebAuthn 3, 7.1 and 7.2), checked by webauthn4j:
 * type, challenge, origin, domain, user present and verified, signature, count. Which device it is
 * does not matter to us, so attestation is neither asked for nor trusted.
 */
@Component
class Ceremony {

    /** Ed25519, P-256 and RSA: every authenticator knows one of them. */
    static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(
                    COSEAlgorithmIdentifier.EdDSA,
                    COSEAlgorithmIdentifier.ES256,
                    COSEAlgorithmIdentifier.RS256);

    private final ObjectConverter converter = new ObjectConverter();
    private final AttestedCredentialDataConverter credentials =
            new AttestedCredentialDataConverter(converter);
    private final WebAuthnManager webAuthn =
            WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final String rpId;
    private final Set<Origin> origins;

    Ceremony(PasskeySettings settings, WebSettings web) {
        this.rpId = settings.rpId(web);
        this.origins = settings.origins(web);
    }

    /** What a device sent is not what the standard says, or not for us. */
    static final class Failed extends RuntimeException {
        Failed(@Nullable String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A new key pair's public half. */
    record Registered(
            byte[] credentialId,
            byte[] credential,
            long signCount,
            boolean backupEligible,
            boolean backedUp,
            Set<String> transports) {}

    /** What a device said when it signed. */
    record Signed(long signCount, boolean backedUp) {}

    /** A device's answer, read but not checked. */
    record Answer<D>(D data, OneTimeSecret challenge) {}

    String rpId() {
        return rpId;
    }

    /**
     * Reads the answer to a registration ({@code RegistrationResponseJSON}).
     *
     * @throws Failed for what is none
     */
    Answer<RegistrationData> readRegistration(String json) {
        RegistrationData data = guarded(() -> webAuthn.parseRegistrationResponseJSON(json));
        return new Answer<>(data, challenge(data.getCollectedClientData()));
    }

    /**
     * Reads the answer to a sign-in ({@code AuthenticationResponseJSON}).
     *
     * @throws Failed for what is none
     */
    Answer<AuthenticationData> readSignIn(String json) {
        AuthenticationData data = guarded(() -> webAuthn.parseAuthenticationResponseJSON(json));
        return new Answer<>(data, challenge(data.getCollectedClientData()));
    }

    /**
     * Checks a registration whose challenge was ours.
     *
     * @throws Failed when the standard refuses it
     */
    Registered register(Answer<RegistrationData> answer) {
        List<PublicKeyCredentialParameters> allowed =
                ALGORITHMS.stream()
                        .map(algorithm ->
                                new PublicKeyCredentialParameters(
                                        PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                        .toList();
        return guarded(() -> {
            RegistrationData data =
                    webAuthn.verify(
                            answer.data(),
                            new RegistrationParameters(
                                    server(answer.challenge()), allowed, true, true));
            return registered(data);
        });
    }

    private Registered registered(RegistrationData data) {
        var attested = Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData();
        var credential = Objects.requireNonNull(attested.getAttestedCredentialData());
        Set<AuthenticatorTransport> transports = data.getTransports();
        return new Registered(
                credential.getCredentialId(),
                credentials.convert(credential),
                attested.getSignCount(),
                attested.isFlagBE(),
                attested.isFlagBS(),
                transports == null
                        ? Set.of()
                        : transports.stream()
                                .map(AuthenticatorTransport::getValue)
                                .filter(value -> value.matches("[a-z-]{1,20}"))
                                .limit(6)
                                .collect(Collectors.toSet()));
    }

    /**
     * Checks a sign-in whose challenge was ours against the key it names.
     *
     * @throws Failed when the standard refuses it
     */
    Signed signIn(Answer<AuthenticationData> answer, Passkey passkey) {
        return guarded(() -> {
            AuthenticationData data =
                    webAuthn.verify(
                            answer.data(),
                            new AuthenticationParameters(
                                    server(answer.challenge()), record(passkey), null, true, true));
            var authenticator = Objects.requireNonNull(data.getAuthenticatorData());
            return new Signed(authenticator.getSignCount(), authenticator.isFlagBS());
        });
    }

    private CredentialRecordImpl record(Passkey passkey) {
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                true,
                passkey.backupEligible(),
                passkey.backedUp(),
                passkey.signCount(),
                credentials.convert(passkey.credential()),
                null,
                null,
                null,
                null);
    }

    private ServerProperty server(OneTimeSecret challenge) {
        return ServerProperty.builder()
                .origins(origins)
                .rpId(rpId)
                .challenge(new DefaultChallenge(challenge.value()))
                .build();
    }

    private static OneTimeSecret challenge(@Nullable CollectedClientData clientData) {
        if (clientData == null) {
            throw new Failed("no client data", null);
        }
        String value = OneTimeSecret.encode(clientData.getChallenge().getValue());
        if (!OneTimeSecret.hasForm(value)) {
            throw new Failed("not our kind of challenge", null);
        }
        return new OneTimeSecret(value);
    }

    /** Hostile bytes make the library throw whatever its readers throw. */
    private static <T> T guarded(Supplier<T> step) {
        try {
            return step.get();
        } catch (RuntimeException refused) {
            throw new Failed(refused.getMessage(), refused);
        }
    }
}
