package app.feedtape.tts.listeners;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.servlet.CallerVeto;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where account facts come in, and what they forbid. */
@Configuration(proxyBeanMethods = false)
class ListenersConfiguration {

    @Bean
    FactSubscription<AccountChanged> accountSubscription(Listeners listeners) {
        return FactSubscription.of(
                "tts-service-listeners", Topic.ACCOUNT, AccountChanged.class, listeners::apply);
    }

    @Bean
    CallerVeto suspension(Listeners listeners) {
        return caller -> {
            if (listeners.isShutOut(caller.accountId())) {
                throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
            }
        };
    }
}
