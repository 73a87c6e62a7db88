package app.feedtape.feed.fetching;

import app.feedtape.feed.article.Articles;
import app.feedtape.web.request.RequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fetches one claimed feed and records what came of it. No connection to the database is held while
 * the feed is awaited.
 */
final class FeedRefresh {

    private static final Logger LOG = LoggerFactory.getLogger(FeedRefresh.class);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);
    private static final int DOUBLINGS = 6;

    private final FeedClient client;
    private final FeedParser parser;
    private final UrlRules rules;
    private final HostBreakers breakers;
    private final FetchSchedule schedule;
    private final Articles articles;
    private final TransactionTemplate transaction;
    private final MeterRegistry metrics;
    private final Duration interval;

    FeedRefresh(
            FeedClient client,
            FeedParser parser,
            UrlRules rules,
            HostBreakers breakers,
            FetchSchedule schedule,
            Articles articles,
            TransactionTemplate transaction,
            MeterRegistry metrics,
            Duration interval) {
        this.client = client;
        this.parser = parser;
        this.rules = rules;
        this.breakers = breakers;
        this.schedule = schedule;
        this.articles = articles;
        this.transaction = transaction;
        this.metrics = metrics;
        this.interval = interval;
    }

    void refresh(DueFeed feed) {
        try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
            FeedUrl url = FeedUrl.parse(feed.url(), rules);
            if (!breakers.tryPass(url.host())) {
                count(FetchProblem.HOST_RESTING.name());
                schedule.postpone(feed, jittered(HostBreakers.REST));
                return;
            }
            FetchResult result = client.fetch(url, feed.validators());
            breakers.record(url.host(), result);
            settle(feed, result);
        } catch (RuntimeException failure) {
            // The claim runs out and the feed is tried again.
            LOG.error("Feed {} could not be refreshed", feed.id(), failure);
        }
    }

    private void settle(DueFeed feed, FetchResult result) {
        switch (result) {
            case FetchResult.Fetched fetched -> take(feed, fetched);
            case FetchResult.NotModified() -> {
                count("NOT_MODIFIED");
                schedule.trySucceed(feed, jittered(interval));
            }
            case FetchResult.Gone() -> {
                count(FetchProblem.GONE.name());
                schedule.end(feed);
            }
            case FetchResult.Failed(FetchProblem problem, Duration retryAfter) ->
                    fail(feed, problem, retryAfter);
        }
    }

    private void take(DueFeed feed, FetchResult.Fetched fetched) {
        ParsedFeed parsed;
        try {
            parsed = parser.parse(fetched.body(), fetched.contentType(), feed.url());
        } catch (UnreadableFeed unreadable) {
            fail(feed, unreadable.problem(), null);
            return;
        }
        count("FETCHED");
        transaction.executeWithoutResult(status -> {
            if (schedule.trySucceed(feed, jittered(interval))) {
                schedule.describe(feed, parsed, fetched.validators());
                articles.record(feed.id(), parsed.articles());
            }
        });
    }

    private void fail(DueFeed feed, FetchProblem problem, @Nullable Duration retryAfter) {
        count(problem.name());
        LOG.info("Feed {} failed: {}", feed.id(), problem);
        Duration backOff = jittered(backOff(feed.failures()));
        schedule.fail(
                feed,
                problem,
                retryAfter != null && retryAfter.compareTo(backOff) > 0 ? retryAfter : backOff);
    }

    /** Doubles with every failure in a row, up to a day. */
    private Duration backOff(int failures) {
        Duration pause = interval.multipliedBy(1L << Math.min(failures, DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** A tenth more or less, so that feeds added together do not stay together. */
    private static Duration jittered(Duration pause) {
        long millis = pause.toMillis();
        long tenth = Math.max(1, millis / 10);
        return Duration.ofMillis(
                Math.min(
                        LONGEST_PAUSE.toMillis(),
                        millis + ThreadLocalRandom.current().nextLong(-tenth, tenth + 1)));
    }

    private void count(String outcome) {
        metrics.counter("feedtape.feed.fetches", "outcome", outcome).increment();
    }
}
