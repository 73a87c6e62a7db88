package app.feedtape.auth.token;

import app.feedtape.auth.token.PlanClaims.PlanClaim;
import app.feedtape.web.WebSettings;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.TokenVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Issues listeners' access tokens. */
@Component
public class AccessTokens {

    /** How long an access token lives. */
    public static final Duration LIFE = Duration.ofHours(1);

    private final TokenSigning signing;
    private final PlanClaims plans;
    private final WebSettings settings;
    private final Clock clock;

    AccessTokens(TokenSigning signing, PlanClaims plans, WebSettings settings, Clock clock) {
        this.signing = signing;
        this.plans = plans;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Who the token is for.
     *
     * @param generation of the refresh token it is given with; seeing it again proves that the
     *     answer arrived
     * @param amr how the person proved who they are (RFC 8176); empty when there is no name for it
     * @param sessionEndsAt no token outlives its session
     */
    public record Bearer(
            UUID accountId,
            UUID sessionId,
            long generation,
            List<String> roles,
            List<String> amr,
            Instant sessionEndsAt) {}

    /**
     * A token.
     *
     * @param lifeSeconds from now
     */
    public record Issued(String token, long lifeSeconds) {
        @Override
        public String toString() {
            return "Issued[hidden]";
        }
    }

    /** Issues a token. May ask billing; call it outside of transactions. */
    public Issued issue(Bearer bearer) {
        PlanClaim plan = plans.of(bearer.accountId());
        Instant now = clock.instant();
        Instant expiresAt = now.plus(LIFE);
        if (expiresAt.isAfter(bearer.sessionEndsAt())) {
            expiresAt = bearer.sessionEndsAt();
        }
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(settings.issuer())
                        .audience(TokenVerifier.API_AUDIENCE)
                        .subject(bearer.accountId().toString())
                        .claim("sid", bearer.sessionId().toString())
                        .jwtID(bearer.generation() + "." + UUID.randomUUID())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(expiresAt))
                        .claim("plan", plan.plan())
                        .claim("ent_v", plan.entitlementVersion())
                        .claim("roles", bearer.roles())
                        .claim("scope", "listener");
        if (!bearer.amr().isEmpty()) {
            claims.claim("amr", bearer.amr());
        }
        return new Issued(
                signing.sign(claims.build()),
                Math.max(1, Duration.between(now, expiresAt).toSeconds()));
    }

    /**
     * The generation of the refresh token an access token was given with; -1 when it names none.
     */
    public static long generationOf(AccessToken token) {
        int dot = token.tokenId().indexOf('.');
        try {
            return dot < 1 ? -1 : Long.parseLong(token.tokenId(), 0, dot, 10);
        } catch (NumberFormatException foreign) {
            return -1;
        }
    }
}
