package app.feedtape.feed.article;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Articles of the feeds a person follows; there is no way to an article but through a follow. */
@Component
class FollowedArticles {

    private static final String FROM_FOLLOWS =
            """
            select a.id, f.id as follow_id, a.title, a.author, a.link, coalesce(t.language, a.language) as language,
                a.summary, a.published_at, coalesce(s.is_read, false) as is_read,
                coalesce(s.is_starred, false) as is_starred
            from follow f
            join article a on a.feed_id = f.feed_id
            left join article_text t on t.article_id = a.id and t.content_hash = a.content_hash
            left join article_state s on s.account_id = f.account_id and s.article_id = a.id
            where f.account_id = :account
            """;

    private static final String PAGE =
            FROM_FOLLOWS
                    + """
                    and f.id = :follow
                    and (cast(:afterTime as timestamptz) is null
                        or (a.published_at, a.id) < (cast(:afterTime as timestamptz), cast(:afterId as uuid)))
                    order by a.published_at desc, a.id desc
                    limit :limit
                    """;

    private static final String UNREAD =
            """
            select a.id from follow f
            join article a on a.feed_id = f.feed_id
            left join article_state s on s.account_id = f.account_id and s.article_id = a.id
            where f.account_id = :account and f.id = :follow and not coalesce(s.is_read, false)
            order by a.published_at desc, a.id desc
            limit :limit
            """;

    private static final String ONE = FROM_FOLLOWS + " and a.id = :article";

    private static final String IS_FOLLOWED =
            "select 1 from follow where account_id = :account and id = :follow";

    private static final String MARK =
            """
            insert into article_state (account_id, article_id, is_read, is_starred)
            select f.account_id, a.id, coalesce(cast(:read as boolean), false), coalesce(cast(:starred as boolean), false)
            from article a join follow f on f.feed_id = a.feed_id
            where a.id = :article and f.account_id = :account
            on conflict (account_id, article_id) do update
            set is_read = coalesce(cast(:read as boolean), article_state.is_read),
                is_starred = coalesce(cast(:starred as boolean), article_state.is_starred),
                changed_at = app_now()
            """;

    private final JdbcClient jdbc;

    FollowedArticles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean isFollowed(UUID accountId, UUID followId) {
        return jdbc.sql(IS_FOLLOWED)
                .param("account", accountId)
                .param("follow", followId)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Newest first, from behind the given place. */
    List<FollowedArticle> list(
            UUID accountId,
            UUID followId,
            @Nullable Instant afterTime,
            @Nullable UUID afterId,
            int limit) {
        return jdbc.sql(PAGE)
                .param("account", accountId)
                .param("follow", followId)
                .param("afterTime", afterTime == null ? null : afterTime.atOffset(ZoneOffset.UTC))
                .param("afterId", afterId)
                .param("limit", limit)
                .query(FollowedArticles::article)
                .list();
    }

    /** Ids of what the person has not read, newest first. */
    List<UUID> listUnread(UUID accountId, UUID followId, int limit) {
        return jdbc.sql(UNREAD)
                .param("account", accountId)
                .param("follow", followId)
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    Optional<FollowedArticle> find(UUID accountId, UUID articleId) {
        return jdbc.sql(ONE)
                .param("account", accountId)
                .param("article", articleId)
                .query(FollowedArticles::article)
                .optional();
    }

    /** False when the person follows no feed with such an article. */
    boolean tryMark(
            UUID accountId, UUID articleId, @Nullable Boolean read, @Nullable Boolean starred) {
        return jdbc.sql(MARK)
                        .param("account", accountId)
                        .param("article", articleId)
                        .param("read", read)
                        .param("starred", starred)
                        .update()
                == 1;
    }

    private static FollowedArticle article(ResultSet row, int number) throws SQLException {
        return new FollowedArticle(
                row.getObject("id", UUID.class),
                row.getObject("follow_id", UUID.class),
                row.getString("title"),
                row.getString("author"),
                row.getString("link"),
                row.getString("language"),
                row.getString("summary"),
                row.getObject("published_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("is_read"),
                row.getBoolean("is_starred"));
    }
}
