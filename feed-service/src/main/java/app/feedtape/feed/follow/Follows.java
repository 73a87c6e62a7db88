package app.feedtape.feed.follow;

import app.feedtape.feed.fetching.FeedUrl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The follows of each account, with what is known of their feeds. */
@Component
class Follows {

    private static final String OF_ACCOUNT =
            """
            select f.id, s.url, f.title, s.title as feed_title, f.created_at, f.over_limit, s.state, s.last_fetched_at,
                s.site_url, s.image_url,
                (select count(*) from article a
                 where a.feed_id = f.feed_id
                     and not exists (select 1 from article_state st
                         where st.account_id = f.account_id and st.article_id = a.id and st.is_read)) as unread
            from follow f join feed s on s.id = f.feed_id
            where f.account_id = :account
            """;

    private static final String ALL = OF_ACCOUNT + " order by f.created_at desc, f.id desc";
    private static final String ONE = OF_ACCOUNT + " and f.id = :id";

    private static final String FEED_OF =
            "select feed_id from follow where account_id = :account and id = :id";
    private static final String PAYER_OF =
            "select payer_id from follow where account_id = :account and id = :id";

    /** Both constraints answer "not inserted": the id is taken, or the feed is followed. */
    private static final String ADD =
            """
            insert into follow (account_id, id, payer_id, feed_id, title)
            values (:account, :id, :payer, :feed, :title)
            on conflict do nothing
            """;

    private static final String RENAME =
            "update follow set title = :title where account_id = :account and id = :id";
    private static final String REMOVE =
            "delete from follow where account_id = :account and id = :id";

    private final JdbcClient jdbc;

    Follows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Follow> list(UUID accountId) {
        return jdbc.sql(ALL).param("account", accountId).query(Follows::follow).list();
    }

    Optional<Follow> find(UUID accountId, UUID id) {
        return jdbc.sql(ONE)
                .param("account", accountId)
                .param("id", id)
                .query(Follows::follow)
                .optional();
    }

    Optional<UUID> findFeed(UUID accountId, UUID id) {
        return jdbc.sql(FEED_OF)
                .param("account", accountId)
                .param("id", id)
                .query(UUID.class)
                .optional();
    }

    Optional<UUID> findPayer(UUID accountId, UUID id) {
        return jdbc.sql(PAYER_OF)
                .param("account", accountId)
                .param("id", id)
                .query(UUID.class)
                .optional();
    }

    /** False when the id or the feed is there already. */
    boolean tryAdd(UUID accountId, UUID id, UUID payerId, UUID feedId, @Nullable String title) {
        return jdbc.sql(ADD)
                        .param("account", accountId)
                        .param("id", id)
                        .param("payer", payerId)
                        .param("feed", feedId)
                        .param("title", title)
                        .update()
                == 1;
    }

    boolean tryRename(UUID accountId, UUID id, String title) {
        return jdbc.sql(RENAME)
                        .param("account", accountId)
                        .param("id", id)
                        .param("title", title)
                        .update()
                == 1;
    }

    boolean tryRemove(UUID accountId, UUID id) {
        return jdbc.sql(REMOVE).param("account", accountId).param("id", id).update() == 1;
    }

    private static Follow follow(ResultSet row, int number) throws SQLException {
        String url = row.getString("url");
        return new Follow(
                row.getObject("id", UUID.class),
                url,
                title(row, url),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                status(row.getBoolean("over_limit"), row.getString("state")),
                instant(row.getObject("last_fetched_at", OffsetDateTime.class)),
                row.getInt("unread"),
                row.getString("site_url"),
                row.getString("image_url"));
    }

    private static String title(ResultSet row, String url) throws SQLException {
        String own = row.getString("title");
        String feeds = row.getString("feed_title");
        return own != null ? own : feeds != null ? feeds : FeedUrl.parse(url).host();
    }

    private static Follow.Status status(boolean overLimit, String feedState) {
        if (overLimit) {
            return Follow.Status.OVER_LIMIT;
        }
        return switch (feedState) {
            case "failing" -> Follow.Status.FAILING;
            case "gone" -> Follow.Status.GONE;
            default -> Follow.Status.OK;
        };
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
