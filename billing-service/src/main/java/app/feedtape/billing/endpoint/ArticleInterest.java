package app.feedtape.billing.endpoint;

import app.feedtape.events.ArticleFact.InterestChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.outbox.Outbox;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells feed-service which accounts want to hear of new articles: of all others nothing needs to be
 * said.
 */
@Component
class ArticleInterest {

    /** Whoever comes second looks again when the first is through. */
    private static final String LOCK =
            """
            insert into endpoint_interest (account_id, version, wanted) values (:account, 0, false)
            on conflict (account_id) do update set version = endpoint_interest.version
            """;

    /** Also a disabled endpoint wants: what it misses is noted. */
    private static final String CHANGE =
            """
            update endpoint_interest set version = version + 1, wanted = not wanted
            where account_id = :account and wanted <> exists (
                select from endpoint where account_id = :account and :type = any(event_types))
            returning version, wanted
            """;

    private static final String FORGET =
            "delete from endpoint_interest where account_id = :account";

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Clock clock;

    ArticleInterest(JdbcClient jdbc, Outbox outbox, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.clock = clock;
    }

    private record Changed(long version, boolean wanted) {}

    /** Tells what the account's endpoints now want, when that is news; after they were changed. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(UUID accountId) {
        jdbc.sql(LOCK).param("account", accountId).update();
        jdbc.sql(CHANGE)
                .param("account", accountId)
                .param("type", EventType.ARTICLE_NEW.wireName())
                .query(Changed.class)
                .optional()
                .ifPresent(changed ->
                        outbox.publish(
                                new InterestChanged(
                                        accountId,
                                        changed.version(),
                                        changed.wanted(),
                                        clock.instant())));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(UUID accountId) {
        if (jdbc.sql(FORGET).param("account", accountId).update() == 1) {
            outbox.erase(Topic.ARTICLE_INTEREST, accountId.toString());
        }
    }
}
