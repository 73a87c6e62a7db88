package app.feedtape.messaging.entitlement;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.view.StateView;
import app.feedtape.messaging.view.Views;
import app.feedtape.web.call.ServiceClient;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The catalogue, the entitlements and the rule between them; imported by services that decide by a
 * plan.
 */
@Configuration(proxyBeanMethods = false)
public class EntitlementsConfiguration {

    @Bean
    StateView<String, PlanChanged> planView(Views views) {
        return views.state(
                Topic.PLAN, PlanChanged.class, Function.identity(), PlanChanged::version);
    }

    @Bean
    StateView<UUID, EntitlementChanged> entitlementView(Views views) {
        return views.state(
                Topic.ENTITLEMENT,
                EntitlementChanged.class,
                UUID::fromString,
                EntitlementChanged::version,
                EntitlementsConfiguration::compact);
    }

    /** There is one for every payer, and few plans, states and sources. */
    private static EntitlementChanged compact(EntitlementChanged fact) {
        return new EntitlementChanged(
                fact.payerId(),
                fact.version(),
                fact.plan().intern(),
                fact.planVersion(),
                fact.status().intern(),
                fact.source().intern(),
                fact.sourcePurchaseId(),
                fact.trialEndsAt(),
                fact.validUntil(),
                fact.overrides().equals(Overrides.NONE) ? Overrides.NONE : fact.overrides(),
                fact.changedAt());
    }

    @Bean
    Entitlements entitlements(
            StateView<String, PlanChanged> planView,
            StateView<UUID, EntitlementChanged> entitlementView,
            ServiceClient client,
            Clock clock) {
        return new Entitlements(planView, entitlementView, new BillingCalls(client), clock);
    }
}
