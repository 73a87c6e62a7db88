package app.feedtape.feed.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.PublicTextFact.TextPublished;
import app.feedtape.feed.FeedServiceTest;
import app.feedtape.feed.StubServer;
import app.feedtape.test.KafkaProbe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class ArticleTest extends FeedServiceTest {

    private final Listener ann = freeListener();

    @Autowired private JdbcClient jdbc;
    @Autowired private TextCleaning cleaning;

    @AfterEach
    void ttsIsBack() {
        NEIGHBOURS.ttsIsDown(false);
        cleaning.breaker.reset();
        NEIGHBOURS.ttsCleansBy(1);
    }

    private String feedOf(String... items) {
        String host = newHost();
        WEB.at(host + "/feed", StubServer.ok("application/rss+xml", rss("F", items)));
        String id = ann.followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(ann.articles(id)).isNotEmpty());
        return id;
    }

    @Test
    void anArticleIsListedWithoutTextAndOpenedWithIt() {
        String feed = feedOf(item("1", "First &amp; best", "<p>Hello <b>world</b></p>"));
        JsonNode listed = ann.articles(feed).getFirst();

        Answer opened = ann.get("/api/articles/" + listed.path("id").asString());

        assertThat(listed.has("text")).isFalse();
        assertThat(listed.path("title").asString()).isEqualTo("First & best");
        assertThat(listed.path("author").asString()).contains("Ann");
        assertThat(listed.path("published_at").asString()).isEqualTo("2026-11-02T10:00:00Z");
        assertThat(listed.path("link").asString()).isEqualTo("https://site.feeds.example/1");
        assertThat(listed.path("language").asString()).isEqualTo("en");
        assertThat(listed.path("summary").asString()).isEqualTo("Hello world");
        assertThat(listed.path("feed_id").asString()).isEqualTo(feed);
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.body().path("text").asString()).isEqualTo("Hello world");
        assertThat(opened.body().path("characters").asInt()).isEqualTo(11);
        assertThat(opened.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(opened.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theTextIsPreparedOnceForEverybody() {
        String feed = feedOf(item("1", "One", "<p>only once " + UUID.randomUUID() + "</p>"));
        String id = ann.articles(feed).getFirst().path("id").asString();
        int before = NEIGHBOURS.cleanings().size();

        ann.get("/api/articles/" + id);
        ann.get("/api/articles/" + id);

        assertThat(NEIGHBOURS.cleanings()).hasSize(before + 1);
        assertThat(NEIGHBOURS.cleanings().getLast().headers().get("authorization"))
                .startsWith("Bearer ");
    }

    @Test
    void aTextThatAnybodyMayReadIsToldOnceAndAgainAfterTwentyDays() {
        String words = "told once " + UUID.randomUUID();
        String feed = feedOf(item("1", "One", "<p>" + words + "</p>"));
        String id = ann.articles(feed).getFirst().path("id").asString();
        try (KafkaProbe facts = KafkaProbe.fromNow("public-text")) {
            ann.get("/api/articles/" + id);
            ann.get("/api/articles/" + id);
            TextPublished told = facts.await(TextPublished.class, fact -> isOf(words, fact));
            assertThat(told.cleaningVersion()).isEqualTo("1");

            jdbc.sql(
                            """
                            update article_text set told_at = app_now() - interval '21 days'
                            where article_id = :id
                            """)
                    .param("id", UUID.fromString(id))
                    .update();
            ann.get("/api/articles/" + id);
            await().untilAsserted(() ->
                    assertThat(facts.heard(TextPublished.class))
                            .filteredOn(fact -> isOf(words, fact))
                            .hasSize(2));
        }
    }

    @Test
    void aTextFromAnAddressThatMayHoldACredentialIsNeverTold() {
        String host = newHost();
        String secret = "mine alone " + UUID.randomUUID();
        WEB.at(
                host + "/feed",
                StubServer.ok("application/rss+xml", rss("F", item("1", "One", secret))));
        String feed = ann.followed("http://" + host + "/feed?token=4c1a9de0");
        await().untilAsserted(() -> assertThat(ann.articles(feed)).isNotEmpty());
        String open = feedOf(item("1", "One", "for everybody " + UUID.randomUUID()));
        try (KafkaProbe facts = KafkaProbe.fromNow("public-text")) {
            ann.get("/api/articles/" + ann.articles(feed).getFirst().path("id").asString());
            Answer last =
                    ann.get("/api/articles/" + ann.articles(open).getFirst().path("id").asString());
            String words = last.body().path("text").asString();
            facts.await(TextPublished.class, fact -> isOf(words, fact));
            assertThat(facts.heard(TextPublished.class)).noneMatch(fact -> isOf(secret, fact));
        }
    }

    private static boolean isOf(String text, TextPublished fact) {
        return fact.textHash().equals(PublicTexts.hash(text));
    }

    @Test
    void whileTextsCannotBePreparedTheListStillAnswers() {
        String feed = feedOf(item("1", "One", "<p>hello</p>"));
        String id = ann.articles(feed).getFirst().path("id").asString();
        NEIGHBOURS.ttsIsDown(true);

        Answer opened = ann.get("/api/articles/" + id);

        assertThat(opened.status()).isEqualTo(503);
        assertThat(opened.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(opened.header("Retry-After")).isEqualTo("5");
        assertThat(ann.articles(feed)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void anArticleThatCannotBeCleanedIsAskedForOnceAndHarmsNoOther(int status) {
        String hostile = "hostile" + UUID.randomUUID();
        NEIGHBOURS.ttsRefuses(hostile, status);
        String feed =
                feedOf(
                        IntStream.range(0, 13)
                                .mapToObj(i -> item("g" + i, "T" + i, i == 0 ? "fine" : hostile))
                                .toArray(String[]::new));
        List<String> ids =
                ann.articles(feed).stream()
                        .sorted(Comparator.comparing(a -> a.path("title").asString()))
                        .map(article -> article.path("id").asString())
                        .toList();

        for (String id : ids.subList(1, 13)) {
            assertUnreadable(id);
            assertUnreadable(id);
        }

        assertThat(NEIGHBOURS.cleanings(hostile)).hasSize(12);
        assertThat(ann.get("/api/articles/" + ids.getFirst()).status()).isEqualTo(200);
    }

    private void assertUnreadable(String id) {
        Answer answer = ann.get("/api/articles/" + id);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("FEED_UNREADABLE");
    }

    @Test
    void onceNewerRulesOfCleaningWereSeenOlderTextsAreMadeAgain() {
        String feed =
                feedOf(item("1", "One", "old1"), item("2", "Two", "old2"), item("3", "Three", "n"));
        List<String> ids =
                ann.articles(feed).stream().map(article -> article.path("id").asString()).toList();
        for (String id : ids.subList(0, 2)) {
            ann.get("/api/articles/" + id);
        }
        NEIGHBOURS.ttsCleansBy(10);
        ann.get("/api/articles/" + ids.get(2));
        jdbc.sql("update article_text set cleaned_at = cleaned_at - interval '1 hour'").update();

        assertThat(cleaningVersion(ids.getFirst())).isEqualTo("10");
        NEIGHBOURS.ttsIsDown(true);
        assertThat(cleaningVersion(ids.get(1))).isEqualTo("1");
        jdbc.sql("delete from article_text where cleaning_version = '10'").update();
    }

    private String cleaningVersion(String id) {
        return ann.get("/api/articles/" + id).body().path("cleaning_version").asString();
    }

    @Test
    void readAndStarredAreKeptPerPersonAndChangedOneByOne() {
        String feed = feedOf(item("1", "One", "x"), item("2", "Two", "y"));
        String id = ann.articles(feed).getFirst().path("id").asString();

        assertThat(ann.put("/api/articles/" + id + "/state", Map.of("read", true)).status())
                .isEqualTo(204);
        assertThat(ann.put("/api/articles/" + id + "/state", Map.of("starred", true)).status())
                .isEqualTo(204);
        assertThat(ann.put("/api/articles/" + id + "/state", Map.of()).status()).isEqualTo(400);
        assertThat(ann.put("/api/articles/" + id + "/state", Map.of("read", "yes")).status())
                .isEqualTo(400);

        JsonNode article = ann.get("/api/articles/" + id).body();
        assertThat(article.path("read").asBoolean()).isTrue();
        assertThat(article.path("starred").asBoolean()).isTrue();
        assertThat(ann.feed(feed).path("unread_count").asInt()).isEqualTo(1);
    }

    @Test
    void anArticleOfAFeedOneDoesNotFollowIsNotThere() {
        String feed = feedOf(item("1", "One", "x"));
        String id = ann.articles(feed).getFirst().path("id").asString();
        Listener bob = freeListener();

        assertThat(bob.get("/api/articles/" + id).status()).isEqualTo(404);
        assertThat(bob.put("/api/articles/" + id + "/state", Map.of("read", true)).status())
                .isEqualTo(404);
        ann.delete("/api/feeds/" + feed);
        assertThat(ann.get("/api/articles/" + id).status()).isEqualTo(404);
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepetition() {
        String feed =
                feedOf(
                        IntStream.range(0, 25)
                                .mapToObj(i -> item("g" + i, "Title " + i, "x"))
                                .toArray(String[]::new));
        List<String> titles = new ArrayList<>();
        String path = "/api/feeds/" + feed + "/articles?limit=10";
        String cursor = "";

        for (int page = 0; page < 3; page++) {
            JsonNode body = ann.get(path + cursor).body();
            body.path("items").forEach(article -> titles.add(article.path("title").asString()));
            cursor = "&cursor=" + body.path("next_cursor").asString("");
        }

        assertThat(titles).hasSize(25).doesNotHaveDuplicates();
        assertThat(cursor).isEqualTo("&cursor=");
    }

    @Test
    void limitsAndCursorsOutOfBoundsAreRefused() {
        String feed = feedOf(item("1", "One", "x"));

        for (String query :
                List.of(
                        "limit=0",
                        "limit=101",
                        "limit=abc",
                        "limit=1.5",
                        "cursor=AAAA",
                        "cursor=%00")) {
            assertThat(ann.get("/api/feeds/" + feed + "/articles?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
    }

    @Test
    void noMarkupLeavesTheService() {
        String feed =
                feedOf(
                        """
                        <item><guid>1</guid><title>&lt;img src=x onerror=alert(1)&gt;Hi &amp;lt;script&amp;gt;x</title>
                        <link>javascript:alert(1)</link>
                        <description>&lt;svg onload=alert(1)&gt;text&lt;script&gt;bad()&lt;/script&gt;</description></item>
                        """);

        JsonNode article = ann.articles(feed).getFirst();

        assertThat(article.path("title").asString()).startsWith("Hi").doesNotContain("<");
        assertThat(article.path("link").isNull()).isTrue();
        assertThat(article.path("summary").asString()).doesNotContain("<");
        ann.get("/api/articles/" + article.path("id").asString());
        assertThat(NEIGHBOURS.cleanings().getLast().body())
                .doesNotContain("script")
                .doesNotContain("svg");
    }
}
