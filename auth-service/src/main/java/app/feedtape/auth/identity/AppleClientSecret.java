package app.feedtape.auth.identity;

import app.feedtape.auth.identity.ProviderSettings.Apple;
import app.feedtape.web.secret.UnusableSecret;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/**
 * Apple takes no fixed secret but a JWT signed with the team's key. One is made for every call and
 * lives five minutes: none is stored that could run out.
 */
final class AppleClientSecret implements ClientSecret {

    private static final String VARIABLE = "APPLE_PRIVATE_KEY";
    private static final String AUDIENCE = "https://appleid.apple.com";
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final int P256_BITS = 256;

    private final String teamId;
    private final String keyId;
    private final ECDSASigner signer;
    private final Clock clock;

    AppleClientSecret(Apple settings, Clock clock) {
        this.teamId = required("APPLE_TEAM_ID", settings.teamId());
        this.keyId = required("APPLE_KEY_ID", settings.keyId());
        this.signer = signer(text(settings));
        this.clock = clock;
    }

    private static String required(String variable, String value) {
        if (value.isBlank()) {
            throw new UnusableSecret(variable, "is missing while APPLE_CLIENT_ID is set.");
        }
        return value;
    }

    private static String text(Apple settings) {
        if (settings.privateKeyFile().isBlank()) {
            return required(VARIABLE, settings.privateKey());
        }
        try {
            return Files.readString(Path.of(settings.privateKeyFile()));
        } catch (IOException | InvalidPathException unreadable) {
            throw new UnusableSecret("APPLE_PRIVATE_KEY_FILE", "cannot be read.");
        }
    }

    /** The file as Apple gives it out (PEM), or its base64 alone. */
    private static ECDSASigner signer(String text) {
        String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s|\\\\n", "");
        try {
            PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
            ECPrivateKey key = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(spec);
            if (key.getParams().getOrder().bitLength() != P256_BITS) {
                throw new UnusableSecret(VARIABLE, "is no P-256 key.");
            }
            return new ECDSASigner(key);
        } catch (GeneralSecurityException | IllegalArgumentException | JOSEException unreadable) {
            throw new UnusableSecret(VARIABLE, "is no private key in PKCS #8.");
        }
    }

    @Override
    public String forCall(String clientId) {
        Instant now = clock.instant();
        SignedJWT secret =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(teamId)
                                .subject(clientId)
                                .audience(AUDIENCE)
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plus(LIFE)))
                                .build());
        try {
            secret.sign(signer);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return secret.serialize();
    }
}
