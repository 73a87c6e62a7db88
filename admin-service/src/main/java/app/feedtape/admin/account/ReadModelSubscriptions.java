package app.feedtape.admin.account;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.Topic;
import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.messaging.inbox.FactSubscription;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The state topics the read model is made of; all of them are compacted, so their beginning tells
 * everything.
 */
@Configuration(proxyBeanMethods = false)
class ReadModelSubscriptions {

    static final List<Topic> TOPICS =
            List.of(Topic.ACCOUNT, Topic.PLAN, Topic.ENTITLEMENT, Topic.FOLLOW, Topic.USAGE_DAY);

    @Bean
    FactSubscription<AccountChanged> accounts(ReadModel model) {
        return FactSubscription.of(
                "admin-service-accounts", Topic.ACCOUNT, AccountChanged.class, model::take);
    }

    @Bean
    FactSubscription<PlanChanged> plans(ReadModel model) {
        return FactSubscription.of(
                "admin-service-plans", Topic.PLAN, PlanChanged.class, model::take);
    }

    @Bean
    FactSubscription<EntitlementChanged> entitlements(ReadModel model) {
        return FactSubscription.of(
                "admin-service-entitlements",
                Topic.ENTITLEMENT,
                EntitlementChanged.class,
                model::take);
    }

    @Bean
    FactSubscription<FollowCountChanged> followCounts(ReadModel model) {
        return FactSubscription.of(
                "admin-service-follows", Topic.FOLLOW, FollowCountChanged.class, model::take);
    }

    @Bean
    FactSubscription<DayTotalled> usageDays(ReadModel model) {
        return FactSubscription.of(
                "admin-service-usage-days", Topic.USAGE_DAY, DayTotalled.class, model::take);
    }
}
