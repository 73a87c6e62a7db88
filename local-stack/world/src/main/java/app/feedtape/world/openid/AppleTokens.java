package app.feedtape.world.openid;

import app.feedtape.world.people.Person;
import app.feedtape.world.web.Tokens;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;

/** What Apple says of a person, in its id_token. */
final class AppleTokens {

    private static final Duration LIFETIME = Duration.ofDays(1);

    private final String clientId;
    private final String issuer;
    private final SigningKey key;
    private final Clock clock;

    AppleTokens(String clientId, String issuer, SigningKey key, Clock clock) {
        this.clientId = clientId;
        this.issuer = issuer;
        this.key = key;
        this.clock = clock;
    }

    String idToken(Agreement agreement) {
        return idToken(agreement, clientId);
    }

    /** For another client than the web's, as the phone's own sign-in sheet gives it. */
    String idToken(Agreement agreement, String audience) {
        Person person = agreement.person();
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience(audience)
                        .subject(subject(person))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .claim("auth_time", now.getEpochSecond())
                        .claim("nonce_supported", true);
        agreement.nonce().ifPresent(nonce -> claims.claim("nonce", nonce));
        if (agreement.covers("email")) {
            claims.claim("email", email(agreement)).claim("email_verified", person.emailVerified());
        }
        if (agreement.hidesEmail()) {
            claims.claim("is_private_email", true);
        }
        return key.sign(claims.build());
    }

    static String email(Agreement agreement) {
        return agreement.hidesEmail()
                ? digest(agreement.person(), "relay").substring(0, 10) + "@privaterelay.appleid.com"
                : agreement.person().email();
    }

    static String subject(Person person) {
        return "%06d.%s.%04d"
                .formatted(person.number(), digest(person, "subject").substring(0, 32), 1200);
    }

    private static String digest(Person person, String purpose) {
        return HexFormat.of().formatHex(Tokens.sha256(purpose + ":" + person.number()));
    }
}
