package app.feedtape.feed.article;

import app.feedtape.web.time.TimeOrderedIds;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    private final ArticleNews news;

    Articles(NamedParameterJdbcTemplate jdbc, TimeOrderedIds ids, ArticleNews news) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.news = news;
    }

    /** Keeps what is new and what has changed, and tells of what is new. */
    public void record(UUID feedId, List<NewArticle> articles) {
        List<UUID> chosen = Stream.generate(ids::next).limit(articles.size()).toList();
        jdbc.batchUpdate(
                RECORD,
                IntStream.range(0, articles.size())
                        .mapToObj(i -> parameters(chosen.get(i), feedId, articles.get(i)))
                        .toArray(MapSqlParameterSource[]::new));
        news.tell(feedId, chosen);
    }

    private static MapSqlParameterSource parameters(UUID id, UUID feedId, NewArticle article) {
        return new MapSqlParameterSource("id", id)
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
