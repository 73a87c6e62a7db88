package app.feedtape.messaging.standing;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.events.Topic;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.messaging.view.StateView;
import app.feedtape.messaging.view.Views;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.servlet.CallerVeto;
import app.feedtape.web.token.TokenVerifier;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Refuses suspended and deleted accounts and ended sessions within a second of the fact, on a token
 * that is still good; imported by services that listeners call.
 */
@Configuration(proxyBeanMethods = false)
public class StandingConfiguration {

    /** No token outlives the facts that are remembered for it. */
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1).plus(TokenVerifier.LEEWAY);

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
    RecentView<UUID, SessionEnded> endedSessions(Views views) {
        return views.recent(
                Topic.SESSION,
                SessionEnded.class,
                TOKEN_LIFETIME,
                SessionEnded::sessionId,
                SessionEnded::endedAt);
    }

    /** Before what a service asks of its own, so that the answer is the same in every room. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    CallerVeto standing(
            StateView<UUID, String> accountStatuses,
            RecentView<UUID, SessionEnded> endedSessions,
            ServiceClient client) {
        return new Standing(accountStatuses, endedSessions, new StandingCalls(client));
    }
}
