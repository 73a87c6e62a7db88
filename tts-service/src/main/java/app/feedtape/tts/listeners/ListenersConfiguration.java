package app.feedtape.tts.listeners;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.privacy.ClosedAccounts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where account facts come in. */
@Configuration(proxyBeanMethods = false)
class ListenersConfiguration {

    @Bean
    FactSubscription<AccountChanged> accountSubscription(
            Listeners listeners, ClosedAccounts closed) {
        return FactSubscription.of(
                "tts-service-listeners",
                Topic.ACCOUNT,
                AccountChanged.class,
                fact -> {
                    if (!closed.isErased(fact.accountId())) {
                        listeners.apply(fact);
                    }
                });
    }
}
