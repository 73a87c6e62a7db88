package app.feedtape.feed.article;

import app.feedtape.web.time.TimeOrderedIds;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The door of articles for the fetcher: what a feed offers is kept once, however often it is
 * offered.
 */
@Component
public class Articles {

    /**
     * The time of publication stays as it was first heard: feeds without dates would else move
     * their items to the top.
     */
    private static final String RECORD =
            """
            insert into article (id, feed_id, identity_hash, content_hash, title, author, link, language, summary, html,
                published_at)
            values (:id, :feedId, :identityHash, :contentHash, :title, :author, :link, :language, :summary, :html,
                :publishedAt)
            on conflict (feed_id, identity_hash) do update
            set content_hash = excluded.content_hash, title = excluded.title, author = excluded.author,
                link = excluded.link, language = excluded.language, summary = excluded.summary, html = excluded.html
            where article.content_hash <> excluded.content_hash
            """;

    private final NamedParameterJdbcTemplate jdbc;
    private final TimeOrderedIds ids;

    Articles(NamedParameterJdbcTemplate jdbc, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    /** Keeps what is new and what has changed. */
    public void record(UUID feedId, List<NewArticle> articles) {
        jdbc.batchUpdate(
                RECORD,
                articles.stream()
                        .map(article -> parameters(feedId, article))
                        .toArray(MapSqlParameterSource[]::new));
    }

    private MapSqlParameterSource parameters(UUID feedId, NewArticle article) {
        return new MapSqlParameterSource("id", ids.next())
                .addValue("feedId", feedId)
                .addValue("identityHash", article.identityHash())
                .addValue("contentHash", article.contentHash())
                .addValue("title", article.title())
                .addValue("author", article.author(), Types.VARCHAR)
                .addValue("link", article.link(), Types.VARCHAR)
                .addValue("language", article.language(), Types.VARCHAR)
                .addValue("summary", article.summary())
                .addValue("html", article.html())
                .addValue("publishedAt", article.publishedAt().atOffset(ZoneOffset.UTC));
    }
}
