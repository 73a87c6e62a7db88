package app.feedtape.feed.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.feed.FeedServiceTest;
import app.feedtape.feed.StubServer;
import app.feedtape.test.TestIdentity;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What tts-service may know of articles: those of feeds that the account follows. */
class SpokenArticleTest extends FeedServiceTest {

    private final Listener ann = freeListener();

    @Autowired private TextCleaning cleaning;

    @AfterEach
    void ttsIsBack() {
        NEIGHBOURS.ttsIsDown(false);
        cleaning.breaker.reset();
    }

    private String feedOf(String... items) {
        String host = newHost();
        WEB.at(host + "/feed", StubServer.ok("application/rss+xml", rss("F", items)));
        String id = ann.followed("http://" + host + "/feed");
        await().untilAsserted(() -> assertThat(ann.articles(id)).isNotEmpty());
        return id;
    }

    private Answer internal(String path, UUID account) {
        return send(
                "GET",
                "/internal/" + path + "?account=" + account,
                null,
                TestIdentity.shared().serviceToken("tts-service", "feed-service").bearer());
    }

    @Test
    void anArticleIsGivenWithItsTextToSpeakOnBehalfOfWhoFollowsItAndOfNobodyElse() {
        String feed = feedOf(item("1", "First", "<p>Hello <b>world</b></p>"));
        String id = ann.articles(feed).getFirst().path("id").asString();

        JsonNode article = internal("articles/" + id, ann.accountId).body();

        assertThat(article.path("text").asString()).isEqualTo("Hello world");
        assertThat(article.path("title").asString()).isEqualTo("First");
        assertThat(article.path("language").asString()).isEqualTo("en");
        assertThat(article.has("link")).isFalse();
        UUID stranger = freeListener().accountId;
        assertThat(internal("articles/" + id, stranger).status()).isEqualTo(404);
        assertThat(internal("feeds/" + feed + "/articles", stranger).status()).isEqualTo(404);
        assertThat(ann.get("/internal/articles/" + id + "?account=" + ann.accountId).status())
                .isEqualTo(401);
    }

    @Test
    void ofAFeedTheNewestUnreadArticlesAreTold() {
        String feed = feedOf(item("1", "One", "a"), item("2", "Two", "b"), item("3", "Three", "c"));
        List<String> ids =
                ann.articles(feed).stream().map(article -> article.path("id").asString()).toList();
        ann.put("/api/articles/" + ids.get(1) + "/state", Map.of("read", true));

        JsonNode unread = internal("feeds/" + feed + "/articles", ann.accountId).body();

        assertThat(unread.path("articles").valueStream().map(JsonNode::asString))
                .containsExactly(ids.get(0), ids.get(2));
    }

    @Test
    void whileATextCannotBePreparedThatIsSaid() {
        String feed = feedOf(item("1", "One", "<p>words</p>"));
        String id = ann.articles(feed).getFirst().path("id").asString();
        NEIGHBOURS.ttsIsDown(true);

        Answer answer = internal("articles/" + id, ann.accountId);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
    }
}
