package app.feedtape.billing.appstore;

import com.apple.itunes.storekit.client.BearerTokenAuthenticatorInterface;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/** Signs who calls the Server API; by our clock, which the library's own does not know. */
final class AppStoreToken implements BearerTokenAuthenticatorInterface {

    private static final Duration LIFE = Duration.ofMinutes(5);

    private final AppStoreSettings settings;
    private final Clock clock;
    private final ECPrivateKey key;

    AppStoreToken(AppStoreSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.key = key(settings.privateKey());
    }

    private static ECPrivateKey key(String text) {
        try {
            String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s|\\\\n", "");
            return (ECPrivateKey)
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            // The cause would quote the key.
            throw new IllegalStateException("APP_STORE_PRIVATE_KEY is no EC key in PKCS 8.");
        }
    }

    @Override
    public String generateToken() {
        Instant now = clock.instant();
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(settings.issuerId())
                        .audience("appstoreconnect-v1")
                        .claim("bid", settings.bundleId())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)))
                        .build();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID(settings.keyId())
                                .type(JOSEObjectType.JWT)
                                .build(),
                        claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException failed) {
            throw new IllegalStateException("The App Store's key does not sign", failed);
        }
        return token.serialize();
    }
}
