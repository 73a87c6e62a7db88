package app.feedtape.auth.token;

import app.feedtape.web.WebSettings;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Issues tokens by which services call one another: {@code aud} the callee, five minutes. */
@Component
class ServiceTokenIssue {

    static final Duration LIFE = Duration.ofMinutes(5);

    private final TokenSigning signing;
    private final WebSettings settings;
    private final Clock clock;

    ServiceTokenIssue(TokenSigning signing, WebSettings settings, Clock clock) {
        this.signing = signing;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param operator for whom the caller acts ({@code act}); null for itself
     */
    String issue(String caller, String audience, @Nullable UUID operator) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(settings.issuer())
                        .audience(audience)
                        .subject("svc:" + caller)
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)));
        if (operator != null) {
            claims.claim("act", Map.of("sub", operator.toString()));
        }
        return signing.sign(claims.build());
    }
}
