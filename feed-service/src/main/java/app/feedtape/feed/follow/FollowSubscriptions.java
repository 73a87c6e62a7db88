package app.feedtape.feed.follow;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What follows must hear of: plans, and what each payer is entitled to. */
@Configuration(proxyBeanMethods = false)
class FollowSubscriptions {

    @Bean
    FactSubscription<PlanChanged> feedPlans(PlanLimits limits) {
        return FactSubscription.of(
                "feed-service-plan-limits", Topic.PLAN, PlanChanged.class, limits::learn);
    }

    @Bean
    FactSubscription<EntitlementChanged> feedEntitlements(AllowanceChange change) {
        return FactSubscription.of(
                "feed-service-allowances",
                Topic.ENTITLEMENT,
                EntitlementChanged.class,
                change::entitled);
    }
}
