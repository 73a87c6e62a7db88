package app.feedtape.feed.privacy;

import app.feedtape.events.Topic;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.messaging.privacy.AccountRecords;
import app.feedtape.messaging.privacy.ExportPart;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What this service keeps of an account: follows, and what was read and starred. Rows are locked in
 * the service's order: payer, account, feed.
 */
@Component
class FeedRecords implements AccountRecords {

    private static final String LOCK_PAYERS =
            """
            select payer_id from follow_allowance
            where payer_id = :account or payer_id in (select payer_id from follow where account_id = :account)
            order by payer_id for update
            """;

    /** What lies past a limit is listed and not fetched: nobody listens any more. */
    private static final String REST =
            "update follow set over_limit = true where account_id = :account and not over_limit";

    private static final String RECOUNT =
            """
            update follow_allowance a set within_limit =
                (select count(*) from follow f where f.payer_id = a.payer_id and not f.over_limit)
            where payer_id = any(:payers)
            """;

    private static final String FEEDS =
            "select distinct feed_id from follow where account_id = :account or payer_id = :account";

    private static final List<String> FORGET =
            List.of(
                    "delete from article_state where account_id = :account",
                    "delete from follow where account_id = :account or payer_id = :account",
                    "delete from follow_count where account_id = :account",
                    "delete from article_listener where account_id = :account",
                    "delete from follow_allowance where payer_id = :account");

    /** The address of a feed that only one person followed may itself say who it was. */
    private static final String NOBODYS =
            """
            select id from feed
            where id = any(:feeds) and not exists (select 1 from follow where follow.feed_id = feed.id)
            order by id for update
            """;

    private static final String FORGET_ARTICLES = "delete from article where feed_id = any(:feeds)";
    private static final String FORGET_FEEDS = "delete from feed where id = any(:feeds)";

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final FollowedFeeds follows;

    FeedRecords(JdbcClient jdbc, Outbox outbox, FollowedFeeds follows) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.follows = follows;
    }

    @Override
    public void close(UUID accountId) {
        List<UUID> payers = lockPayers(accountId);
        jdbc.sql(REST).param("account", accountId).update();
        recount(payers);
    }

    @Override
    public boolean tryErase(UUID accountId) {
        List<UUID> payers = lockPayers(accountId);
        UUID[] feeds =
                jdbc.sql(FEEDS)
                        .param("account", accountId)
                        .query(UUID.class)
                        .list()
                        .toArray(UUID[]::new);
        FORGET.forEach(sql -> jdbc.sql(sql).param("account", accountId).update());
        recount(payers);
        UUID[] nobodys =
                jdbc.sql(NOBODYS)
                        .param("feeds", feeds)
                        .query(UUID.class)
                        .list()
                        .toArray(UUID[]::new);
        jdbc.sql(FORGET_ARTICLES).param("feeds", nobodys).update();
        jdbc.sql(FORGET_FEEDS).param("feeds", nobodys).update();
        outbox.erase(Topic.FOLLOW, accountId.toString());
        return true;
    }

    private List<UUID> lockPayers(UUID accountId) {
        return jdbc.sql(LOCK_PAYERS).param("account", accountId).query(UUID.class).list();
    }

    private void recount(List<UUID> payers) {
        jdbc.sql(RECOUNT).param("payers", payers.toArray(UUID[]::new)).update();
    }

    @Override
    public ExportPart export(UUID accountId) {
        List<FollowedFeeds.Followed> followed = follows.list(accountId);
        return new ExportPart(
                Map.of("feeds", followed, "articles", follows.listStates(accountId)),
                Map.of("feeds.opml", Opml.of(followed)));
    }
}
