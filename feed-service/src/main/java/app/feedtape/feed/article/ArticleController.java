package app.feedtape.feed.article;

import app.feedtape.web.paging.Cursors;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Articles of followed feeds; whatever the caller does not follow is 404, as if it were not there.
 */
@RestController
class ArticleController {

    private static final String SORT = "published_at";

    private final FollowedArticles articles;
    private final ArticleReading reading;
    private final Cursors cursors;

    ArticleController(FollowedArticles articles, ArticleReading reading, Cursors cursors) {
        this.articles = articles;
        this.reading = reading;
        this.cursors = cursors;
    }

    record ArticleResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("feed_id") UUID feedId,
            @JsonProperty("title") String title,
            @JsonProperty("author") @Nullable String author,
            @JsonProperty("published_at") Instant publishedAt,
            @JsonProperty("link") @Nullable String link,
            @JsonProperty("language") @Nullable String language,
            @JsonProperty("summary") String summary,
            @JsonProperty("read") boolean read,
            @JsonProperty("starred") boolean starred) {

        static ArticleResponse of(FollowedArticle article) {
            return new ArticleResponse(
                    article.id(),
                    article.followId(),
                    article.title(),
                    article.author(),
                    article.publishedAt(),
                    article.link(),
                    article.language(),
                    article.summary(),
                    article.read(),
                    article.starred());
        }
    }

    record OpenedArticleResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("feed_id") UUID feedId,
            @JsonProperty("title") String title,
            @JsonProperty("author") @Nullable String author,
            @JsonProperty("published_at") Instant publishedAt,
            @JsonProperty("link") @Nullable String link,
            @JsonProperty("language") @Nullable String language,
            @JsonProperty("summary") String summary,
            @JsonProperty("read") boolean read,
            @JsonProperty("starred") boolean starred,
            @JsonProperty("text") String text,
            @JsonProperty("characters") int characters,
            @JsonProperty("cleaning_version") String cleaningVersion) {

        static OpenedArticleResponse of(ArticleReading.Opened opened) {
            FollowedArticle article = opened.article();
            SpeakableText text = opened.text();
            return new OpenedArticleResponse(
                    article.id(),
                    article.followId(),
                    article.title(),
                    article.author(),
                    article.publishedAt(),
                    article.link(),
                    text.language() == null ? article.language() : text.language(),
                    article.summary(),
                    article.read(),
                    article.starred(),
                    text.text(),
                    text.characters(),
                    text.cleaningVersion());
        }
    }

    record StateRequest(
            @JsonProperty("read") @Nullable Boolean read,
            @JsonProperty("starred") @Nullable Boolean starred) {}

    /**
     * Newest first; {@code limit} 1..100. Needs no text, so it answers also while tts-service is
     * away.
     */
    @OpenToKeys(KeyScope.FEEDS_READ)
    @GetMapping("/api/feeds/{id}/articles")
    Page<ArticleResponse> list(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAXIMUM_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        if (!articles.isFollowed(caller.accountId(), id)) {
            throw ArticleReading.nothingHere();
        }
        Place after =
                cursor == null
                        ? Place.START
                        : Place.read(cursors.decode(SORT, id.toString(), cursor));
        List<FollowedArticle> found =
                articles.list(caller.accountId(), id, after.publishedAt(), after.id(), limit + 1);
        List<FollowedArticle> page = found.subList(0, Math.min(limit, found.size()));
        String next =
                found.size() > limit
                        ? cursors.encode(SORT, id.toString(), Place.key(page.getLast()))
                        : null;
        return new Page<>(page.stream().map(ArticleResponse::of).toList(), next);
    }

    /**
     * One article with its text; 503 UPSTREAM_UNAVAILABLE with Retry-After while the text cannot be
     * prepared.
     */
    @OpenToKeys(KeyScope.FEEDS_READ)
    @GetMapping("/api/articles/{id}")
    OpenedArticleResponse open(@PathVariable UUID id, Caller caller) {
        return OpenedArticleResponse.of(reading.open(caller.accountId(), id));
    }

    /** Changes what is sent and leaves the other as it was; 400 when neither is. */
    @OpenToKeys(KeyScope.FEEDS_WRITE)
    @PutMapping("/api/articles/{id}/state")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void mark(@PathVariable UUID id, @RequestBody StateRequest state, Caller caller) {
        if (state.read() == null && state.starred() == null) {
            throw Refusal.invalid("read", "Send read, starred or both.");
        }
        reading.mark(caller.accountId(), id, state.read(), state.starred());
    }

    /** Where a page ended. */
    private record Place(@Nullable Instant publishedAt, @Nullable UUID id) {

        static final Place START = new Place(null, null);

        static Place read(List<String> key) {
            return new Place(Instant.parse(key.get(0)), UUID.fromString(key.get(1)));
        }

        static List<String> key(FollowedArticle last) {
            return List.of(last.publishedAt().toString(), last.id().toString());
        }
    }
}
