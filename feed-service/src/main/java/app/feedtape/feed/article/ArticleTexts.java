package app.feedtape.feed.article;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What articles are made of, and what tts-service made of them. */
@Component
class ArticleTexts {

    /**
     * The newest rules seen are those of the newest text. A text that was cleaned a moment ago is
     * not outdated even so: while tts-service is rolled out, or back, either rules may answer. What
     * was refused is tried again after a day, in case the fault was not the article's.
     */
    private static final String CONTENT =
            """
            select a.content_hash, a.title, a.html, a.summary, a.language, t.text, t.cleaning_version, t.characters,
                t.language as text_language, newest.version as newest_version,
                f.url as feed_url, t.article_id is not null
                    and (t.told_at is null or t.told_at < app_now() - interval '20 days') as untold,
                coalesce(cast(t.cleaning_version as integer) < newest.version
                    and t.cleaned_at < app_now() - interval '1 minute', false) as outdated,
                u.article_id is not null as refused
            from article a
            join feed f on f.id = a.feed_id
            cross join (select coalesce(max(cast(cleaning_version as integer)), 0) as version from article_text) newest
            left join article_text t on t.article_id = a.id and t.content_hash = a.content_hash
            left join unspeakable_article u on u.article_id = a.id and u.content_hash = a.content_hash
                and u.cleaning_version >= newest.version and u.refused_at > app_now() - interval '1 day'
            where a.id = :article
            """;

    private static final String KEEP =
            """
            with spoken as (delete from unspeakable_article where article_id = :article)
            insert into article_text (article_id, content_hash, text, cleaning_version, characters, language)
            values (:article, :contentHash, :text, :version, :characters, :language)
            on conflict (article_id) do update
            set content_hash = excluded.content_hash, text = excluded.text,
                cleaning_version = excluded.cleaning_version, characters = excluded.characters,
                language = excluded.language, cleaned_at = app_now(), told_at = null
            """;

    private static final String REFUSE =
            """
            insert into unspeakable_article (article_id, content_hash, cleaning_version)
            values (:article, :contentHash, :version)
            on conflict (article_id) do update
            set content_hash = excluded.content_hash, cleaning_version = excluded.cleaning_version,
                refused_at = app_now()
            """;

    private final JdbcClient jdbc;

    ArticleTexts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What an article is made of.
     *
     * @param text what was made of exactly this, if anything
     * @param outdated whether tts-service has been seen to clean by newer rules since
     * @param refused whether tts-service would not clean exactly this
     * @param newestVersion the newest rules seen, 0 when none were
     * @param untold whether the text has not been told of lately, see {@link PublicTexts}
     */
    record Content(
            String contentHash,
            String title,
            String html,
            String summary,
            @Nullable String language,
            @Nullable SpeakableText text,
            boolean outdated,
            boolean refused,
            int newestVersion,
            String feedUrl,
            boolean untold) {}

    Optional<Content> find(UUID articleId) {
        return jdbc.sql(CONTENT)
                .param("article", articleId)
                .query((row, number) ->
                        new Content(
                                row.getString("content_hash"),
                                row.getString("title"),
                                row.getString("html"),
                                row.getString("summary"),
                                row.getString("language"),
                                text(row),
                                row.getBoolean("outdated"),
                                row.getBoolean("refused"),
                                row.getInt("newest_version"),
                                row.getString("feed_url"),
                                row.getBoolean("untold")))
                .optional();
    }

    private static @Nullable SpeakableText text(ResultSet row) throws SQLException {
        String text = row.getString("text");
        return text == null
                ? null
                : new SpeakableText(
                        text,
                        row.getString("cleaning_version"),
                        row.getInt("characters"),
                        row.getString("text_language"));
    }

    void keep(UUID articleId, String contentHash, SpeakableText text) {
        jdbc.sql(KEEP)
                .param("article", articleId)
                .param("contentHash", contentHash)
                .param("text", text.text())
                .param("version", text.cleaningVersion())
                .param("characters", text.characters())
                .param("language", text.language())
                .update();
    }

    /** Remembers that tts-service would not clean this by the newest rules seen. */
    void refuse(UUID articleId, Content content) {
        jdbc.sql(REFUSE)
                .param("article", articleId)
                .param("contentHash", content.contentHash())
                .param("version", content.newestVersion())
                .update();
    }
}
