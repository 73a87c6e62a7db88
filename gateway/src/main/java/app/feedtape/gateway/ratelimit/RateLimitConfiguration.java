package app.feedtape.gateway.ratelimit;

import app.feedtape.events.LimitFact.LimitsCleared;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.entitlement.Entitlements;
import app.feedtape.messaging.entitlement.EntitlementsConfiguration;
import app.feedtape.messaging.view.StateView;
import app.feedtape.messaging.view.Views;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RateLimitSettings.class)
@Import(EntitlementsConfiguration.class)
class RateLimitConfiguration {

    @Bean
    RateLimiter rateLimiter(RateLimitSettings settings, Clock clock, MeterRegistry meters) {
        return new RateLimiter(
                new SharedBuckets(settings),
                new LocalBuckets(settings.maxReplicas()),
                clock,
                settings.probeEvery(),
                meters);
    }

    @Bean
    StateView<UUID, Map<String, Long>> limitClearings(Views views) {
        return views.state(
                Topic.LIMIT,
                LimitsCleared.class,
                UUID::fromString,
                LimitsCleared::version,
                LimitsCleared::cleared);
    }

    @Bean
    RateLimiting rateLimiting(
            RateLimiter limiter,
            Entitlements entitlements,
            StateView<String, PlanChanged> planView,
            StateView<UUID, Map<String, Long>> limitClearings) {
        return new RateLimiting(limiter, entitlements, planView, limitClearings);
    }
}
