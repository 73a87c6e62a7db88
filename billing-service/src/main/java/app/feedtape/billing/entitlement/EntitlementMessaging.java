package app.feedtape.billing.entitlement;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.EntitlementFact;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.outbox.Heartbeat;
import app.feedtape.messaging.outbox.Heartbeats;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EntitlementMessaging {

    /** A new account gets the free plan with its trial. */
    @Bean
    FactSubscription<AccountChanged> accounts(CurrentEntitlement current) {
        return FactSubscription.of(
                "billing-accounts",
                Topic.ACCOUNT,
                AccountChanged.class,
                account -> current.begin(account.accountId(), account.createdAt()));
    }

    /** Readers of entitlements rely on their copy for two seconds after each. */
    @Bean
    Heartbeat entitlementHeartbeat(Heartbeats heartbeats, Clock clock) {
        return heartbeats.on(
                Topic.ENTITLEMENT,
                partition -> new EntitlementFact.Heartbeat(partition, clock.instant()));
    }
}
