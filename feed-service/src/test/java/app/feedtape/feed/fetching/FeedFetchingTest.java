package app.feedtape.feed.fetching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.feed.FeedServiceTest;
import app.feedtape.feed.StubServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class FeedFetchingTest extends FeedServiceTest {

    @Autowired private JdbcClient jdbc;

    @Test
    void aFollowedFeedIsFetchedAtOnceAndDescribed() {
        Listener ann = freeListener();
        String host = newHost();
        WEB.at(
                host + "/feed",
                StubServer.ok(
                        "application/rss+xml", rss("The feed", item("1", "One", "<p>Hello</p>"))));

        String id = ann.followed("http://" + host + "/feed");

        assertThat(ann.feed(id).path("title").asString()).isIn(host, "The feed");
        await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(1));
        JsonNode feed = ann.feed(id);
        assertThat(feed.path("title").asString()).isEqualTo("The feed");
        assertThat(feed.path("status").asString()).isEqualTo("ok");
        assertThat(feed.path("unread_count").asInt()).isEqualTo(1);
        assertThat(feed.path("site_url").asString()).isEqualTo("https://site.feeds.example/");
        assertThat(feed.path("image_url").asString())
                .isEqualTo("https://site.feeds.example/logo.png");
        assertThat(Instant.parse(feed.path("last_fetched_at").asString()))
                .isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void theFeedServerLearnsNothingButThatFeedTapeAsks() {
        Listener ann = freeListener();
        String host = newHost();
        WEB.at(host + "/feed", StubServer.ok("application/rss+xml", rss("F"), "Set-Cookie: a=b"));
        String id = ann.followed("http://" + host + "/feed");
        await().untilAsserted(
                        () -> assertThat(ann.feed(id).path("last_fetched_at").isNull()).isFalse());

        StubServer.Request request = WEB.requests(host + "/feed").getFirst();

        assertThat(request.headers().get("user-agent")).isEqualTo("FeedTape/1.0 (feed reader)");
        assertThat(request.headers().keySet())
                .isSubsetOf(
                        "host",
                        "user-agent",
                        "accept",
                        "accept-encoding",
                        "connection",
                        "proxy-connection");
        assertThat(request.headers().values())
                .noneMatch(value -> value.contains(ann.accountId.toString()));
    }

    @Test
    void aFeedThatManyFollowIsFetchedOncePerInterval() {
        String host = newHost();
        WEB.at(
                host + "/feed",
                StubServer.ok("application/rss+xml", rss("F", item("1", "One", "x"))));
        List<Listener> listeners = IntStream.range(0, 12).mapToObj(i -> freeListener()).toList();

        List<String> ids =
                listeners.parallelStream()
                        .map(each -> each.followed("http://" + host + "/feed"))
                        .toList();

        IntStream.range(0, 12)
                .forEach(i ->
                        await().untilAsserted(() ->
                                assertThat(listeners.get(i).articles(ids.get(i))).hasSize(1)));
        assertThat(WEB.requests(host + "/feed")).hasSize(1);
    }

    @Test
    void theNextFetchIsConditionalAndLosesNothing() {
        Listener ann = freeListener();
        String host = newHost();
        WEB.at(
                host + "/feed",
                StubServer.ok(
                        "application/rss+xml",
                        rss("F", item("1", "One", "x")),
                        "ETag: \"v1\"",
                        "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT"));
        String id = ann.followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(1));
        WEB.at(host + "/feed", StubServer.status(304));

        makeDue(host);

        await().untilAsserted(() -> assertThat(WEB.requests(host + "/feed")).hasSize(2));
        assertThat(WEB.requests(host + "/feed").getLast().headers())
                .containsEntry("if-none-match", "\"v1\"")
                .containsEntry("if-modified-since", "Mon, 02 Nov 2026 10:00:00 GMT");
        await().untilAsserted(() -> assertThat(secondsToNextFetch(host)).isGreaterThan(60));
        assertThat(ann.articles(id)).hasSize(1);
        assertThat(ann.feed(id).path("status").asString()).isEqualTo("ok");
    }

    @Test
    void anItemThatIsOfferedAgainStaysOneArticleAndFollowsItsChanges() {
        Listener ann = freeListener();
        String host = newHost();
        WEB.at(
                host + "/feed",
                StubServer.ok(
                        "application/rss+xml",
                        rss("F", item("1", "One", "x"), item("2", "Two", "y"))));
        String id = ann.followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(2));
        WEB.at(
                host + "/feed",
                StubServer.ok(
                        "application/rss+xml",
                        rss(
                                "F",
                                item("2", "Two", "y"),
                                item("1", "One, corrected", "x"),
                                item("3", "Three", "z"))));

        makeDue(host);

        await().untilAsserted(() ->
                assertThat(ann.articles(id))
                        .extracting(article -> article.path("title").asString())
                        .containsExactlyInAnyOrder("One, corrected", "Two", "Three"));
    }

    @Test
    void whatCannotBeReadIsFailingAndKeepsItsArticles() {
        Listener ann = freeListener();
        String host = newHost();
        WEB.at(
                host + "/feed",
                StubServer.ok("application/rss+xml", rss("F", item("1", "One", "x"))));
        String id = ann.followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(1));
        WEB.at(
                host + "/feed",
                StubServer.ok("text/html", "<!doctype html><html><body>Maintenance</body></html>"));

        makeDue(host);

        await().untilAsserted(() ->
                assertThat(ann.feed(id).path("status").asString()).isEqualTo("failing"));
        assertThat(ann.articles(id)).hasSize(1);
        assertThat(problem(host)).isEqualTo("NOT_A_FEED");
        assertThat(ann.feed(id).toString()).doesNotContain("NOT_A_FEED");
    }

    @Test
    void aFeedThatIsGoneIsNeverAskedAgain() {
        Listener ann = freeListener();
        String host = newHost();
        WEB.at(host + "/feed", StubServer.status(410));

        String id = ann.followed("http://" + host + "/feed");

        await().untilAsserted(
                        () -> assertThat(ann.feed(id).path("status").asString()).isEqualTo("gone"));
        freeListener().followed("http://" + host + "/feed");
        assertThat(nextFetchIsPlanned(host)).isFalse();
    }

    @Test
    void aWaitThatIsAskedForIsHonouredUpToADay() {
        String host = newHost();
        WEB.at(host + "/feed", StubServer.status(429, "Retry-After: 315360000"));

        freeListener().followed("http://" + host + "/feed");

        await().untilAsserted(() -> assertThat(problem(host)).isEqualTo("ASKED_TO_WAIT"));
        assertThat(secondsToNextFetch(host)).isBetween(86_000L, 86_400L);
    }

    @Test
    void theBackOffDoublesUpToADay() {
        String host = newHost();
        freeListener().followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(problem(host)).isEqualTo("STATUS_UNEXPECTED"));
        assertThat(secondsToNextFetch(host)).isBetween(1_500L, 1_980L);

        jdbc.sql("update feed set failures = 20 where url like :like")
                .param("like", "%" + host + "%")
                .update();
        makeDue(host);

        await().untilAsserted(() -> assertThat(WEB.requests(host + "/feed")).hasSize(2));
        await().untilAsserted(
                        () -> assertThat(secondsToNextFetch(host)).isBetween(77_000L, 86_400L));
    }

    @Test
    void nobodysFeedRestsUntilSomebodyFollowsItAgain() {
        Listener ann = freeListener();
        String host = newHost();
        WEB.at(
                host + "/feed",
                StubServer.ok("application/rss+xml", rss("F", item("1", "One", "x"))));
        String id = ann.followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(1));
        ann.delete("/api/feeds/" + id);

        makeDue(host);

        await().untilAsserted(() -> assertThat(isResting(host)).isTrue());
        assertThat(WEB.requests(host + "/feed")).hasSize(1);
        ann.followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(WEB.requests(host + "/feed")).hasSize(2));
    }

    @Test
    void aFeedThatAllItsFollowersHavePastTheirLimitIsNotRefreshed() {
        Listener ann = freeListener();
        String host = newHost();
        WEB.at(
                host + "/feed",
                StubServer.ok("application/rss+xml", rss("F", item("1", "One", "x"))));
        String id = ann.followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(1));
        jdbc.sql("update follow set over_limit = true where account_id = :id")
                .param("id", ann.accountId)
                .update();

        makeDue(host);

        await().untilAsserted(() -> assertThat(isResting(host)).isTrue());
        assertThat(WEB.requests(host + "/feed")).hasSize(1);
    }

    @Test
    void aResultOfAClaimThatRanOutIsNotRecorded() {
        UUID feedId = UUID.randomUUID();
        jdbc.sql(
                        "insert into feed (id, url, url_key, fetch_claim) values (:id, 'http://x.example/', :key, :claim)")
                .param("id", feedId)
                .param("key", feedId.toString())
                .param("claim", UUID.randomUUID())
                .update();

        boolean recorded =
                new FetchSchedule(jdbc)
                        .trySucceed(
                                new DueFeed(
                                        feedId,
                                        UUID.randomUUID(),
                                        "http://x.example/",
                                        Validators.NONE,
                                        0),
                                Duration.ofMinutes(1));

        assertThat(recorded).isFalse();
    }

    private void makeDue(String host) {
        jdbc.sql("update feed set next_fetch_at = app_now() where url like :like")
                .param("like", "%" + host + "%")
                .update();
    }

    private String problem(String host) {
        return jdbc.sql("select coalesce(problem, '') from feed where url like :like")
                .param("like", "%" + host + "%")
                .query(String.class)
                .single();
    }

    private long secondsToNextFetch(String host) {
        return jdbc.sql(
                        "select extract(epoch from next_fetch_at - app_now())::bigint from feed where url like :like and fetch_claim is null")
                .param("like", "%" + host + "%")
                .query(Long.class)
                .optional()
                .orElse(-1L);
    }

    private boolean nextFetchIsPlanned(String host) {
        return jdbc.sql("select next_fetch_at is not null from feed where url like :like")
                .param("like", "%" + host + "%")
                .query(Boolean.class)
                .single();
    }

    private boolean isResting(String host) {
        return jdbc.sql("select resting from feed where url like :like")
                .param("like", "%" + host + "%")
                .query(Boolean.class)
                .single();
    }
}
