package app.feedtape.feed.follow;

import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.messaging.outbox.Outbox;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells the other rooms how many feeds an account follows, in the transaction that changed it. */
@Component
class FollowCounts {

    private static final String NEXT_VERSION =
            """
            insert into follow_count (account_id, version) values (:account, 1)
            on conflict (account_id) do update set version = follow_count.version + 1
            returning version
            """;

    private static final String COUNT =
            """
            select count(*) as follows, count(*) filter (where over_limit) as over_limit
            from follow where account_id = :account
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Clock clock;

    FollowCounts(JdbcClient jdbc, Outbox outbox, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.clock = clock;
    }

    void publish(UUID accountId, UUID payerId) {
        long version =
                jdbc.sql(NEXT_VERSION).param("account", accountId).query(Long.class).single();
        outbox.publish(
                jdbc.sql(COUNT)
                        .param("account", accountId)
                        .query((row, number) ->
                                new FollowCountChanged(
                                        accountId,
                                        payerId,
                                        version,
                                        row.getInt("follows"),
                                        row.getInt("over_limit"),
                                        clock.instant()))
                        .single());
    }
}
