package app.feedtape.feed.fetching;

import app.feedtape.feed.article.Articles;
import app.feedtape.web.outside.GuardedNames;
import app.feedtape.web.outside.PlainConnections;
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

    /** Says who asks; servers that want to refuse us can. */
    static final String USER_AGENT = "FeedTape/1.0 (feed reader)";

    @Bean
    FeedClient feedClient(FetchSettings settings, Clock clock) {
        FetchBudget budget = FetchBudget.STANDARD;
        return new FeedClient(
                settings.proxy().isEmpty()
                        ? PlainConnections.direct(
                                GuardedNames.ofThePublicWeb(),
                                USER_AGENT,
                                budget.total(),
                                budget.connect())
                        : PlainConnections.through(
                                settings.proxy(), USER_AGENT, budget.total(), budget.connect()),
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
