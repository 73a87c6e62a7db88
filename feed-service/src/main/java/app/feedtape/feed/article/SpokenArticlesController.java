package app.feedtape.feed.article;

import app.feedtape.feed.article.ArticleReading.Opened;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Articles for tts-service, which speaks them on behalf of somebody who follows their feed. */
@RestController
class SpokenArticlesController {

    private static final int MOST = 100;

    private final FollowedArticles articles;
    private final ArticleReading reading;

    SpokenArticlesController(FollowedArticles articles, ArticleReading reading) {
        this.articles = articles;
        this.reading = reading;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SpokenArticleResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("title") String title,
            @JsonProperty("language") @Nullable String language,
            @JsonProperty("text") String text) {}

    record UnreadResponse(@JsonProperty("articles") List<UUID> articles) {}

    /**
     * An article as it is spoken; {@code language} is one of the six or missing. 404 for one the
     * account does not follow, 422 FEED_UNREADABLE for one that cannot be spoken, 503
     * UPSTREAM_UNAVAILABLE while its text cannot be prepared.
     */
    @GetMapping("/internal/articles/{id}")
    SpokenArticleResponse article(@PathVariable UUID id, @RequestParam("account") UUID accountId) {
        Opened opened = reading.open(accountId, id);
        return new SpokenArticleResponse(
                id, opened.article().title(), opened.text().language(), opened.text().text());
    }

    /** Its 100 newest unread articles at most; 404 for a feed the account does not follow. */
    @GetMapping("/internal/feeds/{id}/articles")
    UnreadResponse unread(@PathVariable UUID id, @RequestParam("account") UUID accountId) {
        if (!articles.isFollowed(accountId, id)) {
            throw ArticleReading.nothingHere();
        }
        return new UnreadResponse(articles.listUnread(accountId, id, MOST));
    }
}
