package app.feedtape.billing.play;

import app.feedtape.billing.play.PlayHttp.Answer;
import app.feedtape.billing.store.StoreCalls;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real-time developer notifications that Pub/Sub pushes, with a token that says who pushes. */
@Component
public class PlayNotifications {

    private static final List<String> ISSUERS =
            List.of("https://accounts.google.com", "accounts.google.com");
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration SELDOM = Duration.ofMinutes(1);
    private static final int LONGEST = 255;

    private final PlaySettings settings;
    private final PlayHttp http;
    private final JsonMapper json;
    private final Clock clock;
    private final StoreCalls calls = new StoreCalls("google-keys");
    private volatile Keys keys = new Keys(new JWKSet(), Instant.EPOCH);

    PlayNotifications(PlaySettings settings, PlayHttp http, JsonMapper json, Clock clock) {
        this.settings = settings;
        this.http = http;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What a notification hints at.
     *
     * @param purchaseToken null when it is about no subscription
     */
    public record Notification(String id, String type, @Nullable String purchaseToken) {}

    private record Keys(JWKSet set, Instant readAt) {}

    /** Whether Google Play is configured here at all. */
    public boolean areExpected() {
        return settings.isOpen();
    }

    /** Whether Google has signed that our own subscription pushes this to us. */
    public boolean isGoogles(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return false;
        }
        try {
            SignedJWT token = SignedJWT.parse(authorization.substring("Bearer ".length()));
            if (!token.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)) {
                return false;
            }
            JWK key = key(token.getHeader().getKeyID());
            return key != null
                    && token.verify(new RSASSAVerifier(key.toRSAKey()))
                    && isForUs(token.getJWTClaimsSet());
        } catch (ParseException | JOSEException | ClassCastException unreadable) {
            return false;
        }
    }

    private boolean isForUs(JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        return ISSUERS.contains(claims.getIssuer())
                && claims.getAudience().contains(settings.pushAudience())
                && settings.pushAccount().equals(claims.getStringClaim("email"))
                && Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"))
                && expires != null
                && expires.toInstant().plus(SKEW).isAfter(now)
                && issued != null
                && !issued.toInstant().minus(SKEW).isAfter(now);
    }

    /** A key nobody knows is asked for once a minute at most: strangers could name any. */
    private @Nullable JWK key(@Nullable String id) {
        if (id == null) {
            return null;
        }
        JWK known = keys.set().getKeyByKeyId(id);
        if (known == null && keys.readAt().plus(SELDOM).isBefore(clock.instant())) {
            keys = new Keys(calls.call(this::read), clock.instant());
            known = keys.set().getKeyByKeyId(id);
        }
        return known;
    }

    private JWKSet read() throws IOException {
        Answer answer = http.send(HttpRequest.newBuilder(settings.keysUrl()).GET());
        try {
            if (answer.status() != 200) {
                throw new IOException("No keys of Google's: " + answer.status());
            }
            return JWKSet.parse(answer.body());
        } catch (ParseException unreadable) {
            throw new IOException("Google's keys cannot be read", unreadable);
        }
    }

    /** Empty when it is no notification about this app. */
    public Optional<Notification> read(byte[] body) {
        try {
            JsonNode message = json.readTree(body).path("message");
            String id = message.path("messageId").asString("");
            JsonNode notice =
                    json.readTree(Base64.getDecoder().decode(message.path("data").asString("")));
            if (id.isEmpty()
                    || id.length() > LONGEST
                    || !settings.packageName().equals(notice.path("packageName").asString(""))) {
                return Optional.empty();
            }
            JsonNode change = notice.path("subscriptionNotification");
            JsonNode voided = notice.path("voidedPurchaseNotification");
            String token =
                    change.path("purchaseToken")
                            .asString(voided.path("purchaseToken").asString(""));
            return Optional.of(
                    new Notification(
                            id,
                            type(change, voided),
                            token.isEmpty() || token.length() > 4_096 ? null : token));
        } catch (JacksonException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static String type(JsonNode change, JsonNode voided) {
        if (change.isObject()) {
            return "subscription " + change.path("notificationType").asInt(0);
        }
        return voided.isObject() ? "voided purchase" : "another";
    }
}
