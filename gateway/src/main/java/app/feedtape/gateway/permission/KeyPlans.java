package app.feedtape.gateway.permission;

import app.feedtape.events.Entitlement;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.messaging.entitlement.Entitlements;
import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.AccessToken;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Whether the payer's plan includes API keys at this moment: a key that was made under a better
 * plan is of no use under a lesser one, and works again when the plan is back.
 */
@Component
public final class KeyPlans {

    private final Entitlements entitlements;
    private final WebSettings settings;

    KeyPlans(Entitlements entitlements, WebSettings settings) {
        this.entitlements = entitlements;
        this.settings = settings;
    }

    /** Refuses a key with 402 PLAN_REQUIRED, or 503 when nobody can say; passes everybody else. */
    public Mono<Void> check(Visit visit) {
        AccessToken token = visit.token();
        if (token == null || token.key() == null) {
            return Mono.empty();
        }
        Optional<Entitlement> known =
                entitlements.known(token.payerId(), token.entitlementVersion());
        if (known.isPresent()) {
            return require(known.get());
        }
        return Mono.fromFuture(() -> entitlements.find(token.payerId(), token.entitlementVersion()))
                .flatMap(this::require);
    }

    private Mono<Void> require(Entitlement entitlement) {
        return entitlement.limits().apiKeys()
                ? Mono.empty()
                : Mono.error(
                        ErrorCode.PLAN_REQUIRED
                                .because("Your plan does not include API keys.")
                                .with("metric", "api_keys")
                                .with("plan", entitlement.plan())
                                .with("current", entitlement.plan())
                                .with("limit", 0)
                                .with("requested", 1)
                                .with("resets_at", null)
                                .with("upgrade_url", settings.issuer() + "/upgrade"));
    }
}
