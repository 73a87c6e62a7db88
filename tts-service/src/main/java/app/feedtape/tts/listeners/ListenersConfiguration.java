package app.feedtape.tts.listeners;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where account facts come in. */
@Configuration(proxyBeanMethods = false)
class ListenersConfiguration {

    @Bean
    FactSubscription<AccountChanged> accountSubscription(Listeners listeners) {
        return FactSubscription.of(
                "tts-service-listeners", Topic.ACCOUNT, AccountChanged.class, listeners::apply);
    }
}
