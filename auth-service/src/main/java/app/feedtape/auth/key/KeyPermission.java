package app.feedtape.auth.key;

import app.feedtape.events.Entitlement;
import app.feedtape.messaging.entitlement.Entitlements;
import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;

/** Whether the payer's plan includes API keys. */
@Component
class KeyPermission {

    private final Entitlements entitlements;
    private final WebSettings settings;

    KeyPermission(Entitlements entitlements, WebSettings settings) {
        this.entitlements = entitlements;
        this.settings = settings;
    }

    /** Asks billing where that is needed: call it outside of transactions. */
    void require(Caller caller) {
        Entitlement entitlement = entitlement(caller);
        if (!entitlement.limits().apiKeys()) {
            throw ErrorCode.PLAN_REQUIRED
                    .because("Your plan does not include API keys.")
                    .with("metric", "api_keys")
                    .with("plan", entitlement.plan())
                    .with("current", entitlement.plan())
                    .with("limit", 0)
                    .with("requested", 1)
                    .with("resets_at", null)
                    .with("upgrade_url", settings.issuer() + "/upgrade");
        }
    }

    private Entitlement entitlement(Caller caller) {
        try {
            return entitlements.find(caller.payerId(), caller.token().entitlementVersion()).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw failure;
        }
    }
}
