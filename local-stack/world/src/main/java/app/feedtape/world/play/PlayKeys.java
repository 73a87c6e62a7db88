package app.feedtape.world.play;

import app.feedtape.world.WorldSettings.PlayApp;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Tokens;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who calls, by a service account's grant, and who pushes, by a token of Google's. */
final class PlayKeys {

    private static final String SCOPE = "https://www.googleapis.com/auth/androidpublisher";
    private static final String ISSUER = "https://accounts.google.com";
    private static final Duration LIFE = Duration.ofHours(1);

    private final PlayApp app;
    private final String tokenUrl;
    private final Clock clock;
    private final RSAKey pushing;
    private final Set<String> granted = ConcurrentHashMap.newKeySet();

    PlayKeys(PlayApp app, String tokenUrl, Clock clock) {
        this.app = app;
        this.tokenUrl = tokenUrl;
        this.clock = clock;
        try {
            this.pushing = new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** RFC 7523: a token for an assertion that the service account has signed. */
    void grant(Exchange exchange) throws IOException {
        String assertion = exchange.parameter("assertion").orElse("");
        boolean fits =
                exchange.parameter("grant_type")
                        .filter("urn:ietf:params:oauth:grant-type:jwt-bearer"::equals)
                        .isPresent();
        if (!fits || !isRight(assertion)) {
            exchange.json(400, Map.of("error", "invalid_grant"));
            return;
        }
        String token = Tokens.random("ya29.", 40);
        granted.add(token);
        exchange.json(
                200, Map.of("access_token", token, "expires_in", 3599, "token_type", "Bearer"));
    }

    private boolean isRight(String assertion) {
        try {
            SignedJWT token = SignedJWT.parse(assertion);
            JWTClaimsSet claims = token.getJWTClaimsSet();
            Date expires = claims.getExpirationTime();
            return token.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
                    && token.verify(new RSASSAVerifier(publicKey()))
                    && app.serviceAccount().equals(claims.getIssuer())
                    && claims.getAudience().contains(tokenUrl)
                    && SCOPE.equals(claims.getStringClaim("scope"))
                    && expires != null
                    && expires.toInstant().isAfter(clock.instant());
        } catch (ParseException | JOSEException | GeneralSecurityException unreadable) {
            return false;
        }
    }

    private RSAPublicKey publicKey() throws GeneralSecurityException {
        byte[] encoded = Base64.getDecoder().decode(app.publicKey());
        return (RSAPublicKey)
                KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
    }

    void requireCaller(Exchange exchange) {
        String header = exchange.requestHeader("Authorization").orElse("");
        if (!header.startsWith("Bearer ") || !granted.contains(header.substring(7))) {
            throw new Refusal(401, "Request had invalid authentication credentials.");
        }
    }

    /** What a push carries to say that it is Google's. */
    String push() {
        return sign(app.pushAudience(), app.pushAccount());
    }

    String sign(String audience, String email) {
        Instant now = clock.instant();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(pushing.getKeyID()).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(ISSUER)
                                .audience(audience)
                                .claim("email", email)
                                .claim("email_verified", true)
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plus(LIFE)))
                                .build());
        try {
            token.sign(new RSASSASigner(pushing));
            return token.serialize();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    Map<String, Object> publicKeys() {
        return new JWKSet(pushing.toPublicJWK()).toJSONObject(true);
    }
}
