package app.feedtape.auth.notification;

import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.privacy.ClosedAccounts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Mail that other services ask for. An unknown template or account ends as a dead letter; an
 * account that is erased gets none.
 */
@Configuration(proxyBeanMethods = false)
class NotificationListener {

    @Bean
    FactSubscription<NotificationRequested> requestedMail(Mails mails, ClosedAccounts closed) {
        return FactSubscription.of(
                "auth-service-mail",
                Topic.NOTIFICATION,
                NotificationRequested.class,
                fact -> {
                    if (!closed.isErased(fact.accountId())) {
                        mails.request(
                                fact.accountId(),
                                fact.template(),
                                fact.parameters(),
                                fact.dedupeKey());
                    }
                });
    }
}
