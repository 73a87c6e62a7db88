package app.feedtape.feed.fetching;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * When each feed is fetched next, kept in the database so that any number of instances share the
 * work: a claim moves the time ahead, and a result counts only while its claim stands.
 */
@Component
class FetchSchedule {

    /** Longer than any fetch may last; a claim of an instance that died is free again after it. */
    private static final Duration CLAIM = Duration.ofMinutes(2);

    private static final String CLAIM_DUE =
            """
            with due as (
                select id from feed where next_fetch_at <= app_now()
                order by next_fetch_at limit :count for update skip locked)
            update feed
            set resting = not exists (select 1 from follow where follow.feed_id = feed.id and not over_limit),
                fetch_claim = :claim,
                next_fetch_at = app_now() + case
                    when exists (select 1 from follow where follow.feed_id = feed.id and not over_limit)
                    then cast(:lease as interval) else interval '1 day' end
            from due where feed.id = due.id
            returning feed.id, feed.url, feed.etag, feed.last_modified, feed.failures, feed.resting
            """;

    private static final String SUCCEEDED =
            """
            update feed
            set state = 'ok', problem = null, failures = 0, fetch_claim = null, last_fetched_at = app_now(),
                next_fetch_at = app_now() + cast(:pause as interval)
            where id = :id and fetch_claim = :claim
            """;

    private static final String DESCRIBE =
            """
            update feed
            set etag = :etag, last_modified = :lastModified, title = coalesce(:title, title),
                site_url = coalesce(:siteUrl, site_url), image_url = coalesce(:imageUrl, image_url),
                language = coalesce(:language, language)
            where id = :id
            """;

    private static final String FAILED =
            """
            update feed
            set state = 'failing', problem = :problem, failures = failures + 1, fetch_claim = null,
                next_fetch_at = app_now() + cast(:pause as interval)
            where id = :id and fetch_claim = :claim
            """;

    private static final String POSTPONED =
            """
            update feed set fetch_claim = null, next_fetch_at = app_now() + cast(:pause as interval)
            where id = :id and fetch_claim = :claim
            """;

    private static final String ENDED =
            """
            update feed
            set state = 'gone', problem = 'GONE', fetch_claim = null, next_fetch_at = null
            where id = :id and fetch_claim = :claim
            """;

    private final JdbcClient jdbc;

    FetchSchedule(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Feeds to fetch now, at most this many; those nobody wants are put to rest instead. */
    List<DueFeed> claim(int count) {
        UUID claim = UUID.randomUUID();
        return jdbc
                .sql(CLAIM_DUE)
                .param("count", count)
                .param("claim", claim)
                .param("lease", CLAIM.toString())
                .query((row, number) ->
                        new Claimed(
                                new DueFeed(
                                        row.getObject("id", UUID.class),
                                        claim,
                                        row.getString("url"),
                                        new Validators(
                                                row.getString("etag"),
                                                row.getString("last_modified")),
                                        row.getInt("failures")),
                                row.getBoolean("resting")))
                .list()
                .stream()
                .filter(claimed -> !claimed.resting())
                .map(Claimed::feed)
                .toList();
    }

    private record Claimed(DueFeed feed, boolean resting) {}

    /** Whether the claim still stood. */
    boolean trySucceed(DueFeed feed, Duration pause) {
        return settle(SUCCEEDED, feed, pause);
    }

    void describe(DueFeed feed, ParsedFeed parsed, Validators validators) {
        jdbc.sql(DESCRIBE)
                .param("id", feed.id())
                .param("etag", validators.etag())
                .param("lastModified", validators.lastModified())
                .param("title", parsed.title())
                .param("siteUrl", parsed.siteUrl())
                .param("imageUrl", parsed.imageUrl())
                .param("language", parsed.language())
                .update();
    }

    void fail(DueFeed feed, FetchProblem problem, Duration pause) {
        jdbc.sql(FAILED)
                .param("id", feed.id())
                .param("claim", feed.claim())
                .param("problem", problem.name())
                .param("pause", pause.toString())
                .update();
    }

    /** Not asked at all; nothing is known to have failed. */
    void postpone(DueFeed feed, Duration pause) {
        settle(POSTPONED, feed, pause);
    }

    void end(DueFeed feed) {
        settle(ENDED, feed, null);
    }

    private boolean settle(String sql, DueFeed feed, @Nullable Duration pause) {
        JdbcClient.StatementSpec statement =
                jdbc.sql(sql).param("id", feed.id()).param("claim", feed.claim());
        return (pause == null ? statement : statement.param("pause", pause.toString())).update()
                == 1;
    }
}
