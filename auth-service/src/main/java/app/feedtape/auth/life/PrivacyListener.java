package app.feedtape.auth.life;

import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the services confirm. */
@Configuration(proxyBeanMethods = false)
class PrivacyListener {

    @Bean
    FactSubscription<PartConfirmed> confirmedParts(ErasureProgress progress) {
        return FactSubscription.of(
                "auth-service-privacy", Topic.PRIVACY, PartConfirmed.class, progress::confirmed);
    }
}
