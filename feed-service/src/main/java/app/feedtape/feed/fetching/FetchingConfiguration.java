package app.feedtape.feed.fetching;

import app.feedtape.feed.article.Articles;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the fetcher together: directly and guarded by address, or through a proxy and guarded by
 * name and port.
 */
@Configuration(proxyBeanMethods = false)
class FetchingConfiguration {

    @Bean
    FeedClient feedClient(FetchSettings settings, Clock clock) {
        FetchBudget budget = FetchBudget.STANDARD;
        return new FeedClient(
                settings.proxy().isEmpty()
                        ? FeedConnections.direct(GuardedNames.ofThePublicWeb(), budget)
                        : FeedConnections.through(settings.proxy(), budget),
                UrlRules.STANDARD,
                budget,
                clock);
    }

    @Bean
    FeedRefresh feedRefresh(
            FeedClient client,
            FetchSchedule schedule,
            Articles articles,
            PlatformTransactionManager transactions,
            MeterRegistry metrics,
            FetchSettings settings,
            Clock clock) {
        return new FeedRefresh(
                client,
                new FeedParser(clock),
                UrlRules.STANDARD,
                new HostBreakers(),
                schedule,
                articles,
                new TransactionTemplate(transactions),
                metrics,
                settings.interval());
    }

    @Bean
    Fetching fetching(
            FetchSchedule schedule,
            FeedRefresh refresh,
            FetchSignal signal,
            FetchSettings settings) {
        return new Fetching(schedule, refresh, signal, settings.atOnce());
    }
}
