package app.feedtape.gateway.identity;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.events.Topic;
import app.feedtape.gateway.ratelimit.RateLimiting;
import app.feedtape.messaging.standing.StandingCalls;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.messaging.view.Views;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.token.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    /** No token outlives the facts that were remembered for it. */
    static final Duration TOKEN_LIFETIME = Duration.ofHours(1).plus(TokenVerifier.LEEWAY);

    @Bean
    RecentView<UUID, SessionEnded> endedSessions(Views views) {
        return views.recent(
                Topic.SESSION,
                SessionEnded.class,
                TOKEN_LIFETIME,
                SessionEnded::sessionId,
                SessionEnded::endedAt);
    }

    @Bean
    RecentView<UUID, AccountChanged> changedAccounts(Views views) {
        return views.recent(
                Topic.ACCOUNT,
                AccountChanged.class,
                TOKEN_LIFETIME,
                AccountChanged::accountId,
                AccountChanged::changedAt,
                AccountChanged::version);
    }

    /** Only as long as an exchange can be remembered, and what clocks may differ. */
    @Bean
    RecentView<UUID, KeyChanged> changedKeys(Views views) {
        return views.recent(
                Topic.KEY,
                KeyChanged.class,
                Duration.ofMinutes(5),
                KeyChanged::keyId,
                KeyChanged::changedAt,
                KeyChanged::version);
    }

    @Bean
    KeyExchange keyExchange(
            ServiceClient services,
            TokenVerifier verifier,
            JsonMapper json,
            RecentView<UUID, KeyChanged> changedKeys,
            Clock clock) {
        return new KeyExchange(new KeyCalls(services, verifier, json), changedKeys, clock);
    }

    @Bean
    Identity identity(
            TokenVerifier verifier,
            RecentView<UUID, SessionEnded> endedSessions,
            RecentView<UUID, AccountChanged> changedAccounts,
            RateLimiting limits,
            ServiceClient services,
            KeyExchange keys,
            MeterRegistry meters) {
        return new Identity(
                verifier,
                new KnownEndings(endedSessions, changedAccounts, new StandingCalls(services)),
                limits,
                new Sightings(services, meters),
                keys);
    }
}
