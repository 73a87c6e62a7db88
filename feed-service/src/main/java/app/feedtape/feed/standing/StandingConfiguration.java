package app.feedtape.feed.standing;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.view.StateView;
import app.feedtape.messaging.view.Views;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.servlet.CallerVeto;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Suspended and deleted accounts are refused within a second of the fact, on a token that is still
 * good.
 */
@Configuration(proxyBeanMethods = false)
class StandingConfiguration {

    @Bean
    StateView<UUID, String> accountStatuses(Views views) {
        return views.state(
                Topic.ACCOUNT,
                AccountChanged.class,
                UUID::fromString,
                AccountChanged::version,
                account -> account.status().intern());
    }

    @Bean
    CallerVeto standing(StateView<UUID, String> accountStatuses) {
        return caller -> {
            switch (accountStatuses.find(caller.accountId()).orElse("active")) {
                case "suspended" ->
                        throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
                case "deleted" -> throw ErrorCode.UNAUTHENTICATED.because("This account is gone.");
                default -> {}
            }
        };
    }
}
