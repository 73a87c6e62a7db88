package app.feedtape.auth.token;

import app.feedtape.auth.token.PlanClaims.PlanClaim;
import app.feedtape.web.WebSettings;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.InAnothersName;
import app.feedtape.web.token.TokenVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Issues listeners' access tokens. */
@Component
public class AccessTokens {

    /** How long an access token lives. */
    public static final Duration LIFE = Duration.ofHours(1);

    /** How long an operator may act in a person's name. */
    public static final Duration ACTOR_LIFE = Duration.ofMinutes(15);

    private static final Duration KEY_LIFE = Duration.ofSeconds(60);

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

    /**
     * Which API key the token stands for.
     *
     * @param organizationId whose plan it spends; null for the owner's own
     * @param requestsPerMinute its own limit; 0 for the plan's
     * @param endsAt no token outlives its key; null when the key does not end by itself
     */
    public record KeyBearer(
            UUID accountId,
            @Nullable UUID organizationId,
            UUID keyId,
            List<String> scopes,
            int requestsPerMinute,
            @Nullable Instant endsAt) {}

    /**
     * Which operator acts in whose name.
     *
     * @param mayWrite whether they asked for more than looking
     */
    public record ActorBearer(
            UUID accountId, UUID sessionId, UUID operator, boolean mayWrite, Instant endsAt) {}

    /** Issues a token. May ask billing; call it outside of transactions. */
    public Issued issue(Bearer bearer) {
        JWTClaimsSet.Builder claims =
                claims(bearer.accountId(), bearer.accountId())
                        .claim("sid", bearer.sessionId().toString())
                        .jwtID(bearer.generation() + "." + UUID.randomUUID())
                        .claim("roles", bearer.roles())
                        .claim("scope", "listener");
        if (!bearer.amr().isEmpty()) {
            claims.claim("amr", bearer.amr());
        }
        return sign(claims, LIFE, bearer.sessionEndsAt());
    }

    /**
     * A token of a minute for an API key: nobody's session and no role beyond a listener's. May ask
     * billing; call it outside of transactions.
     */
    public Issued issue(KeyBearer bearer) {
        UUID organization = bearer.organizationId();
        JWTClaimsSet.Builder claims =
                claims(bearer.accountId(), organization == null ? bearer.accountId() : organization)
                        .claim("sid", bearer.keyId().toString())
                        .claim("key_id", bearer.keyId().toString())
                        .claim("roles", List.of("listener"))
                        .claim("scope", String.join(" ", bearer.scopes()));
        if (organization != null) {
            claims.claim("org", organization.toString());
        }
        if (bearer.requestsPerMinute() > 0) {
            claims.claim("key_rpm", bearer.requestsPerMinute());
        }
        return sign(claims, KEY_LIFE, bearer.endsAt());
    }

    /**
     * A token by which an operator acts in a person's name ({@code act}), with no role beyond a
     * listener's. May ask billing; call it outside of transactions.
     */
    public Issued issue(ActorBearer bearer) {
        return sign(
                claims(bearer.accountId(), bearer.accountId())
                        .claim("sid", bearer.sessionId().toString())
                        .claim("act", Map.of("sub", bearer.operator().toString()))
                        .claim("roles", List.of("listener"))
                        .claim(
                                "scope",
                                bearer.mayWrite()
                                        ? "listener " + InAnothersName.WRITE
                                        : "listener"),
                ACTOR_LIFE,
                bearer.endsAt());
    }

    private JWTClaimsSet.Builder claims(UUID accountId, UUID payerId) {
        PlanClaim plan = plans.of(payerId);
        return new JWTClaimsSet.Builder()
                .issuer(settings.issuer())
                .audience(TokenVerifier.API_AUDIENCE)
                .subject(accountId.toString())
                .jwtID(UUID.randomUUID().toString())
                .claim("plan", plan.plan())
                .claim("ent_v", plan.entitlementVersion());
    }

    private Issued sign(JWTClaimsSet.Builder claims, Duration life, @Nullable Instant end) {
        Instant now = clock.instant();
        Instant expiresAt = now.plus(life);
        if (end != null && expiresAt.isAfter(end)) {
            expiresAt = end;
        }
        claims.issueTime(Date.from(now)).expirationTime(Date.from(expiresAt));
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
