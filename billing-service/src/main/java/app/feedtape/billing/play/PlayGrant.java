package app.feedtape.billing.play;

import app.feedtape.billing.play.PlayHttp.Answer;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Access tokens for the service account (RFC 7523), kept until shortly before their end. */
final class PlayGrant {

    private static final String SCOPE = "https://www.googleapis.com/auth/androidpublisher";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration EARLIER = Duration.ofMinutes(1);

    private final PlaySettings settings;
    private final PlayHttp http;
    private final JsonMapper json;
    private final Clock clock;
    private final String email;
    private final String keyId;
    private final PrivateKey key;
    private volatile @Nullable Token held;

    private record Token(String value, Instant until) {
        @Override
        public String toString() {
            return "Token[until=" + until + "]";
        }
    }

    PlayGrant(PlaySettings settings, PlayHttp http, JsonMapper json, Clock clock) {
        this.settings = settings;
        this.http = http;
        this.json = json;
        this.clock = clock;
        try {
            JsonNode account = json.readTree(settings.serviceAccount());
            this.email = account.path("client_email").asString("");
            this.keyId = account.path("private_key_id").asString("");
            this.key = key(account.path("private_key").asString(""));
        } catch (JacksonException
                | GeneralSecurityException
                | IllegalArgumentException unreadable) {
            // The cause would quote the key.
            throw new IllegalStateException("PLAY_SERVICE_ACCOUNT is no key of a service account.");
        }
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    String token() throws IOException {
        Token known = held;
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.value();
        }
        Token fresh = ask();
        held = fresh;
        return fresh.value();
    }

    /** The one that was given out is not taken. */
    void forget() {
        held = null;
    }

    private Token ask() throws IOException {
        Instant now = clock.instant();
        String form =
                "grant_type=%s&assertion=%s"
                        .formatted(
                                URLEncoder.encode(GRANT, StandardCharsets.UTF_8),
                                URLEncoder.encode(assertion(now), StandardCharsets.UTF_8));
        Answer answer =
                http.send(
                        HttpRequest.newBuilder(settings.tokenUrl())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form)));
        try {
            JsonNode granted = json.readTree(answer.body());
            String value = granted.path("access_token").asString("");
            if (answer.status() != 200 || value.isEmpty()) {
                throw new IOException("No token was granted: " + answer.status());
            }
            Duration life = Duration.ofSeconds(granted.path("expires_in").asLong(60));
            return new Token(value, now.plus(life).minus(EARLIER));
        } catch (JacksonException unreadable) {
            throw new IOException("The answer to the grant cannot be read", unreadable);
        }
    }

    private String assertion(Instant now) {
        SignedJWT assertion =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(keyId)
                                .type(JOSEObjectType.JWT)
                                .build(),
                        new JWTClaimsSet.Builder()
                                .issuer(email)
                                .audience(settings.tokenUrl().toString())
                                .claim("scope", SCOPE)
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plus(LIFE)))
                                .build());
        try {
            assertion.sign(new RSASSASigner(key));
            return assertion.serialize();
        } catch (JOSEException failed) {
            throw new IllegalStateException("The key of the service account does not sign", failed);
        }
    }
}
