package app.feedtape.feed.article;

import app.feedtape.feed.article.ArticleTexts.Content;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Reading one article: its text is made the first time anybody asks, and again when the article or
 * the rules of cleaning have changed.
 */
@Service
class ArticleReading {

    private final FollowedArticles articles;
    private final ArticleTexts texts;
    private final TextCleaning cleaning;
    private final PublicTexts publicTexts;

    ArticleReading(
            FollowedArticles articles,
            ArticleTexts texts,
            TextCleaning cleaning,
            PublicTexts publicTexts) {
        this.articles = articles;
        this.texts = texts;
        this.cleaning = cleaning;
        this.publicTexts = publicTexts;
    }

    /** An article with what is spoken of it. */
    record Opened(FollowedArticle article, SpeakableText text) {}

    /** Each step takes a connection of its own: none is held while tts-service is awaited. */
    Opened open(UUID accountId, UUID articleId) {
        FollowedArticle article =
                articles.find(accountId, articleId).orElseThrow(ArticleReading::nothingHere);
        Content content = texts.find(articleId).orElseThrow(ArticleReading::nothingHere);
        if (content.refused()) {
            throw unspeakable();
        }
        SpeakableText text = content.text();
        if (text == null || content.outdated()) {
            return new Opened(article, prepared(articleId, content));
        }
        if (content.untold()) {
            tell(articleId, content, text);
        }
        return new Opened(article, text);
    }

    private SpeakableText prepared(UUID articleId, Content content) {
        Optional<SpeakableText> text;
        try {
            text =
                    cleaning.clean(
                            content.html().isBlank() ? fallback(content) : content.html(),
                            content.language());
        } catch (Refusal unavailable) {
            if (content.text() != null) {
                return content.text();
            }
            throw unavailable;
        }
        text.ifPresentOrElse(
                made -> {
                    texts.keep(articleId, content.contentHash(), made);
                    tell(articleId, content, made);
                },
                () -> texts.refuse(articleId, content));
        return text.orElseThrow(ArticleReading::unspeakable);
    }

    private void tell(UUID articleId, Content content, SpeakableText text) {
        if (OpenAddress.isOpen(content.feedUrl()) && !text.text().isBlank()) {
            publicTexts.tell(articleId, content.contentHash(), text);
        }
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

    private static Refusal unspeakable() {
        return ErrorCode.FEED_UNREADABLE.because("This article cannot be read aloud.");
    }

    static Refusal nothingHere() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }
}
