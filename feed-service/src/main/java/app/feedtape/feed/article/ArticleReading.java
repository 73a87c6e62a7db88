package app.feedtape.feed.article;

import app.feedtape.feed.article.FollowedArticles.Content;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Reading one article: its text is made the first time anybody asks, and again when the article has
 * changed.
 */
@Service
class ArticleReading {

    private final FollowedArticles articles;
    private final TextCleaning cleaning;

    ArticleReading(FollowedArticles articles, TextCleaning cleaning) {
        this.articles = articles;
        this.cleaning = cleaning;
    }

    /** An article with what is spoken of it. */
    record Opened(FollowedArticle article, SpeakableText text) {}

    /** Each step takes a connection of its own: none is held while tts-service is awaited. */
    Opened open(UUID accountId, UUID articleId) {
        FollowedArticle article =
                articles.find(accountId, articleId).orElseThrow(ArticleReading::nothingHere);
        Content content = articles.findContent(articleId).orElseThrow(ArticleReading::nothingHere);
        SpeakableText text = content.text();
        if (text == null) {
            text =
                    cleaning.clean(
                            content.html().isBlank() ? fallback(content) : content.html(),
                            content.language());
            articles.keepText(articleId, content.contentHash(), text);
        }
        return new Opened(article, text);
    }

    /** Some feeds carry nothing but titles. */
    private static String fallback(Content content) {
        String words = content.summary().isBlank() ? content.title() : content.summary();
        return words.replace("&", "&amp;").replace("<", "&lt;");
    }

    void mark(UUID accountId, UUID articleId, @Nullable Boolean read, @Nullable Boolean starred) {
        if (!articles.tryMark(accountId, articleId, read, starred)) {
            throw nothingHere();
        }
    }

    static Refusal nothingHere() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }
}
