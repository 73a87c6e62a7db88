package app.feedtape.tts.jobs;

import app.feedtape.web.call.RepeatedCall;
import app.feedtape.web.call.RepeatedCall.UnexpectedAnswer;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks feed-service for articles that an account follows, twice at most. Reading changes nothing
 * there, so a failed call may be repeated.
 */
@Component
class FeedArticles {

    static final ServiceCall ARTICLE =
            new ServiceCall(
                    "feed-service",
                    "GET",
                    "/internal/articles/%s?account=%s",
                    Duration.ofSeconds(4));

    static final ServiceCall UNREAD =
            new ServiceCall(
                    "feed-service",
                    "GET",
                    "/internal/feeds/%s/articles?account=%s",
                    Duration.ofSeconds(2));

    private final ServiceClient client;
    private final JsonMapper json;
    private final RepeatedCall calls = new RepeatedCall(RepeatedCall.breaker("feed-articles"));

    FeedArticles(ServiceClient client, JsonMapper json) {
        this.client = client;
        this.json = json;
    }

    record Article(
            @JsonProperty("id") UUID id,
            @JsonProperty("title") String title,
            @JsonProperty("language") @Nullable String language,
            @JsonProperty("text") String text) {

        SourceText source() {
            return new SourceText(text, id, title.isBlank() ? null : title, language);
        }
    }

    record Unread(@JsonProperty("articles") List<UUID> articles) {}

    /**
     * An article with its text. 404 for one the account does not follow, 422 FEED_UNREADABLE for
     * one that cannot be spoken, 503 UPSTREAM_UNAVAILABLE when feed-service does not answer.
     */
    SourceText get(UUID articleId, UUID accountId) {
        return ask(ARTICLE, Article.class, articleId, accountId).source();
    }

    /** The ids of the newest unread articles of a feed, newest first; refused like one article. */
    List<UUID> findUnread(UUID feedId, UUID accountId) {
        return ask(UNREAD, Unread.class, feedId, accountId).articles();
    }

    private <T> T ask(ServiceCall call, Class<T> type, UUID id, UUID accountId) {
        return calls.ask(
                () -> client.call(call, id, accountId),
                response -> read(response, type),
                FeedArticles::unavailable);
    }

    private <T> T read(HttpResponse<String> response, Class<T> type) {
        return switch (response.statusCode()) {
            case 200 -> json.readValue(response.body(), type);
            case 404 -> throw ErrorCode.NOT_FOUND.because("There is nothing here.");
            case 422 ->
                    throw ErrorCode.FEED_UNREADABLE.because("This article cannot be read aloud.");
            default -> throw new UnexpectedAnswer(response);
        };
    }

    static Refusal unavailable(@Nullable Throwable failure) {
        Refusal refusal =
                ErrorCode.UPSTREAM_UNAVAILABLE
                        .because("The articles cannot be fetched at the moment. Please try again.")
                        .withHeader("Retry-After", "2");
        return failure == null ? refusal : refusal.causedBy(failure);
    }
}
