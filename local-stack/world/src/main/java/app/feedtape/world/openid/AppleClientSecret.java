package app.feedtape.world.openid;

import app.feedtape.world.WorldSettings.AppleClient;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;

/**
 * Apple's client secret: a JWT that the developer signs with the key of the account, good for at
 * most six months
 * (https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret).
 */
final class AppleClientSecret {

    private static final Duration LONGEST = Duration.ofSeconds(15_777_000);
    private static final String APPLE = "https://appleid.apple.com";

    private final AppleClient client;
    private final String issuer;
    private final Clock clock;
    private final ECPublicKey publicKey;

    AppleClientSecret(AppleClient client, String issuer, Clock clock) {
        this.client = client;
        this.issuer = issuer;
        this.clock = clock;
        this.publicKey = read(client.publicKey());
    }

    private static ECPublicKey read(String base64) {
        try {
            X509EncodedKeySpec spec =
                    new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "APPLE_PUBLIC_KEY is no EC public key (base64 of SubjectPublicKeyInfo)",
                    unreadable);
        }
    }

    boolean accepts(String secret) {
        try {
            SignedJWT token = SignedJWT.parse(secret);
            return JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm())
                    && client.keyId().equals(token.getHeader().getKeyID())
                    && token.verify(new ECDSAVerifier(publicKey))
                    && isOurs(token.getJWTClaimsSet());
        } catch (ParseException | JOSEException refused) {
            return false;
        }
    }

    private boolean isOurs(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Instant end =
                Optional.ofNullable(claims.getExpirationTime())
                        .map(Date::toInstant)
                        .orElse(Instant.MAX);
        return client.teamId().equals(claims.getIssuer())
                && client.id().equals(claims.getSubject())
                && (claims.getAudience().contains(APPLE) || claims.getAudience().contains(issuer))
                && end.isAfter(now)
                && !end.isAfter(now.plus(LONGEST));
    }
}
