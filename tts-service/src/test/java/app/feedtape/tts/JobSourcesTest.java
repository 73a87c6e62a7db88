package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Articles and whole feeds in the background. */
class JobSourcesTest extends JobServiceTest {

    @Test
    void anArticleIsSpokenInItsOwnLanguageForWhoFollowsIt() {
        String text = "Der schnelle braune Fuchs springt über den faulen Hund. " + account;
        UUID article = feeds.article(account, "Der Fuchs", "de", text);
        JsonNode created = read(create(source("article_id", article)));
        JsonNode done = awaitStatus(created.path("id").asString(), "done");
        assertThat(done.path("source").asString()).isEqualTo("article");
        assertThat(done.at("/items/0/title").asString()).isEqualTo("Der Fuchs");
        assertThat(done.at("/items/0/article_id").asString()).isEqualTo(article.toString());
        assertThat(done.at("/items/0/language").asString()).isEqualTo("de");
        assertThat(done.path("charged").asInt()).isEqualTo(text.length());

        UUID foreign = feeds.article(UUID.randomUUID(), "Not mine", "en", "Not for you.");
        assertThat(error(create(source("article_id", foreign)))).isEqualTo("404 NOT_FOUND");
        UUID unreadable = feeds.unreadable(account);
        assertThat(error(create(source("article_id", unreadable))))
                .isEqualTo("422 FEED_UNREADABLE");
        feeds.away(true);
        HttpResponse<byte[]> away = create(source("article_id", article));
        assertThat(error(away)).isEqualTo("503 UPSTREAM_UNAVAILABLE");
        assertThat(header(away, "Retry-After")).isEqualTo("2");
    }

    @Test
    void aFeedIsOneJobWithAnAudioPerArticleNewestFirstAndEachArticleOnce() {
        pro();
        List<UUID> unread = new ArrayList<>();
        unread.add(feeds.article(account, "Newest", "en", "The newest of them all. " + account));
        unread.add(feeds.unreadable(account));
        unread.add(feeds.article(account, "Stars", "en", "* * *"));
        for (int i = 0; i < 4; i++) {
            unread.add(
                    feeds.article(
                            account,
                            "Number " + i,
                            "en",
                            "Article number %d of this feed. %s".formatted(i, account)));
        }
        UUID feed = feeds.feed(account, unread);
        JsonNode created = read(create(source("feed_id", feed).put("articles", 5)));
        JsonNode done = awaitStatus(created.path("id").asString(), "done");
        assertThat(titles(done)).containsExactly("Newest", "Number 0", "Number 1");
        assertThat(done.path("charged").asInt()).isEqualTo(created.path("price").asInt());
        assertThat(done.path("audio_ids").size()).isEqualTo(3);
        for (JsonNode audio : done.path("audio_ids")) {
            assertThat(get("/api/audio/" + audio.asString()).statusCode()).isEqualTo(200);
        }

        JsonNode rest = read(create(source("feed_id", feed)));
        assertThat(titles(awaitStatus(rest.path("id").asString(), "done")))
                .containsExactly("Number 2", "Number 3");
        assertThat(jobsUsed()).isEqualTo(2);
        UUID foreign = feeds.feed(UUID.randomUUID(), unread);
        assertThat(error(create(source("feed_id", foreign)))).isEqualTo("404 NOT_FOUND");
        UUID empty = feeds.feed(account, List.of());
        assertThat(error(create(source("feed_id", empty)))).isEqualTo("422 FEED_UNREADABLE");
    }

    @Test
    void aFeedThatTheDayHasNoRoomForIsRefusedWhole() {
        List<UUID> unread =
                IntStream.range(0, 3)
                        .mapToObj(i ->
                                feeds.article(
                                        account,
                                        "Title",
                                        "en",
                                        "article %d ".formatted(i) + prose(400)))
                        .toList();
        quota(1_000);
        HttpResponse<byte[]> refused = create(source("feed_id", feeds.feed(account, unread)));
        assertThat(error(refused)).isEqualTo("402 QUOTA_EXCEEDED");
        JsonNode details = read(refused).at("/error/details");
        assertThat(details.path("price").asInt()).isGreaterThan(1_200);
        assertThat(details.path("current").asInt()).isZero();
        assertThat(held()).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();
    }
}
