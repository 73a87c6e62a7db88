package app.feedtape.feed.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.ArticleFact.ArticlesArrived;
import app.feedtape.events.ArticleFact.InterestChanged;
import app.feedtape.feed.FeedServiceTest;
import app.feedtape.feed.StubServer;
import app.feedtape.test.KafkaProbe;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who hears of new articles, for their webhooks. */
class ArticleNewsTest extends FeedServiceTest {

    @Autowired private JdbcClient jdbc;

    @Test
    void whoWantsToHearsOfEachNewArticleOnceAndNobodyElseDoes() {
        Listener ann = freeListener();
        Listener bob = freeListener();
        String host = newHost();
        offer(host, item("1", "One", "x"), item("2", "Two", "y"));
        try (KafkaProbe probe = KafkaProbe.fromNow("article")) {
            want(probe, ann, 1, true);
            String id = ann.followed("http://" + host + "/feed");
            bob.followed("http://" + host + "/feed");
            await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(2));

            offer(
                    host,
                    item("3", "Three", "z"),
                    item("2", "Two, corrected", "y"),
                    item("1", "One", "x"));
            fetchAgain(host);
            ArticlesArrived arrived =
                    probe.await(
                            ArticlesArrived.class, fact -> fact.accountId().equals(ann.accountId));
            assertThat(arrived.payerId()).isEqualTo(ann.payerId);
            assertThat(arrived.feedId()).hasToString(id);
            assertThat(arrived.articleIds())
                    .containsExactly(
                            UUID.fromString(
                                    ann.articles(id).stream()
                                            .filter(one ->
                                                    one.path("title").asString().equals("Three"))
                                            .findFirst()
                                            .orElseThrow()
                                            .path("id")
                                            .asString()));

            fetchAgain(host);
            await().until(() -> WEB.requests(host + "/feed").size() == 3);
            want(probe, ann, 2, false);
            want(probe, ann, 1, true);
            offer(host, item("4", "Four", "z"));
            fetchAgain(host);
            await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(4));
            assertThat(probe.heard(ArticlesArrived.class))
                    .filteredOn(fact ->
                            List.of(ann.accountId, bob.accountId).contains(fact.accountId()))
                    .hasSize(1);
            assertThat(
                            probe.awaitRecord(
                                            record -> ann.accountId.toString().equals(record.key()))
                                    .value())
                    .asString()
                    .doesNotContain("http", "Three");
        }
    }

    @Test
    void manyAtOnceComeInPartsTheOldestFirst() {
        Listener ann = freeListener();
        String host = newHost();
        offer(host, item("0", "Zero", "x"));
        try (KafkaProbe probe = KafkaProbe.fromNow("article")) {
            want(probe, ann, 1, true);
            String id = ann.followed("http://" + host + "/feed");
            await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(1));
            offer(
                    host,
                    IntStream.rangeClosed(1, 120)
                            .mapToObj(i -> item("n" + i, "Article " + i, "x"))
                            .toArray(String[]::new));
            fetchAgain(host);
            await().until(() ->
                    probe.heard(ArticlesArrived.class).stream()
                                    .filter(fact -> fact.accountId().equals(ann.accountId))
                                    .mapToInt(fact -> fact.articleIds().size())
                                    .sum()
                            == 120);
            assertThat(probe.heard(ArticlesArrived.class))
                    .filteredOn(fact -> fact.accountId().equals(ann.accountId))
                    .extracting(fact -> fact.articleIds().size())
                    .containsExactly(100, 20);
        }
    }

    private void offer(String host, String... items) {
        WEB.at(host + "/feed", StubServer.ok("application/rss+xml", rss("F", items)));
    }

    /** Says it, and waits until it is known. */
    private void want(KafkaProbe probe, Listener who, long version, boolean wanted) {
        UUID fact =
                probe.publish(
                        "/billing-service",
                        new InterestChanged(who.accountId, version, wanted, Instant.now()));
        await().until(() ->
                jdbc.sql(
                                "select exists (select from inbox where consumer = 'feed-service-article-listeners' and ce_id = ?)")
                        .param(fact)
                        .query(Boolean.class)
                        .single());
    }

    private void fetchAgain(String host) {
        jdbc.sql("update feed set next_fetch_at = app_now() where url like ?")
                .param("%" + host + "%")
                .update();
    }
}
