package app.feedtape.tts.jobs;

import app.feedtape.tts.synthesis.SpeechWish;
import app.feedtape.web.problem.Refusal;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be spoken: one of {@code text}, {@code article_id} and {@code feed_id}.
 *
 * @param text 1 to 100,000 code points, plain or HTML
 * @param articleId an article of a feed that the account follows
 * @param feedId a feed that the account follows: its newest articles that were neither read nor
 *     spoken before
 * @param articles of a feed, 1 to 20; 10 when not said
 * @param title for the list of jobs, 300 code points at most
 * @param languageHint as with a text that is spoken at once; what is known of an article goes first
 * @param contentType of {@code text} alone
 */
record JobRequest(
        @JsonProperty("text") @Nullable String text,
        @JsonProperty("article_id") @Nullable UUID articleId,
        @JsonProperty("feed_id") @Nullable UUID feedId,
        @JsonProperty("articles") @Nullable Integer articles,
        @JsonProperty("title") @Nullable String title,
        @JsonProperty("language") @Nullable String language,
        @JsonProperty("language_hint") @Nullable String languageHint,
        @JsonProperty("voice") @Nullable String voice,
        @JsonProperty("speed") @Nullable BigDecimal speed,
        @JsonProperty("quality") @Nullable String quality,
        @JsonProperty("format") @Nullable String format,
        @JsonProperty("content_type") @Nullable String contentType) {

    private static final int LONGEST_TITLE = 300;
    private static final int MOST_ARTICLES = 20;
    private static final int USUAL_ARTICLES = 10;

    /** Refuses with 400 what makes no sense. */
    void requireSense() {
        if (Stream.of(text, articleId, feedId).filter(Objects::nonNull).count() != 1) {
            throw Refusal.invalid("text", "Send one of text, article_id and feed_id.");
        }
        if (articles != null && (feedId == null || articles < 1 || articles > MOST_ARTICLES)) {
            throw Refusal.invalid("articles", "1 to %d, with feed_id.".formatted(MOST_ARTICLES));
        }
        if (contentType != null && text == null) {
            throw Refusal.invalid("content_type", "Only with text.");
        }
        if (title != null && !isTitle(title)) {
            throw Refusal.invalid(
                    "title",
                    "1 to %d characters and no control characters.".formatted(LONGEST_TITLE));
        }
    }

    private static boolean isTitle(String title) {
        return !title.isBlank()
                && title.codePointCount(0, title.length()) <= LONGEST_TITLE
                && title.codePoints()
                        .noneMatch(point ->
                                Character.isISOControl(point)
                                        || Character.getType(point) == Character.SURROGATE);
    }

    /** What it asks for, as a job remembers it. */
    String source() {
        return text != null ? "text" : articleId != null ? "article" : "feed";
    }

    int articlesOfFeed() {
        return articles == null ? USUAL_ARTICLES : articles;
    }

    /** How this text is to be spoken. */
    SpeechWish wish(SourceText source) {
        return new SpeechWish(
                source.text(),
                language,
                source.language() == null ? languageHint : source.language(),
                voice,
                speed,
                quality,
                format,
                source.articleId() == null ? contentType : "text");
    }

    /** The same for the same request, however its JSON was written. */
    String canonical() {
        String pace = speed == null ? "" : speed.stripTrailingZeros().toPlainString();
        return String.join(
                "\u001f",
                String.valueOf(text),
                String.valueOf(articleId),
                String.valueOf(feedId),
                String.valueOf(articles),
                String.valueOf(title),
                String.valueOf(language),
                String.valueOf(languageHint),
                String.valueOf(voice),
                pace,
                String.valueOf(quality),
                String.valueOf(format),
                String.valueOf(contentType));
    }
}
