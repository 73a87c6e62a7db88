package app.feedtape.feed.article;

import app.feedtape.events.ArticleFact.ArticlesArrived;
import app.feedtape.messaging.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says which new articles have come for those who want to be told, in the transaction that keeps
 * them. What a feed has when it is first read is not news.
 */
@Component
class ArticleNews {

    private static final int MOST_IN_A_FACT = 100;

    /** In one order, so that two feeds with the same listeners do not wait for each other. */
    private static final String LISTENERS =
            """
            select f.account_id, f.payer_id, f.id as feed_id
            from follow f join article_listener l on l.account_id = f.account_id and l.wanted
            where f.feed_id = :feed and not f.over_limit order by f.account_id
            """;

    /** Those that were there before have kept the ids they had. */
    private static final String NEW =
            """
            select id from article where feed_id = :feed and id = any(:ids)
                and exists (select from article other where other.feed_id = :feed and other.id <> all(:ids))
            order by published_at, id
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Clock clock;

    ArticleNews(JdbcClient jdbc, Outbox outbox, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.clock = clock;
    }

    private record Listener(UUID accountId, UUID payerId, UUID feedId) {}

    /**
     * @param ids what the articles would be called if they were new
     */
    void tell(UUID feedId, List<UUID> ids) {
        List<Listener> listeners =
                jdbc.sql(LISTENERS).param("feed", feedId).query(Listener.class).list();
        if (listeners.isEmpty() || ids.isEmpty()) {
            return;
        }
        List<UUID> arrived =
                jdbc.sql(NEW)
                        .param("feed", feedId)
                        .param("ids", ids.toArray(UUID[]::new))
                        .query(UUID.class)
                        .list();
        if (!arrived.isEmpty()) {
            outbox.publish(facts(listeners, arrived, clock.instant()));
        }
    }

    private static ArticlesArrived[] facts(
            List<Listener> listeners, List<UUID> arrived, Instant now) {
        List<ArticlesArrived> facts = new ArrayList<>();
        for (Listener listener : listeners) {
            for (int from = 0; from < arrived.size(); from += MOST_IN_A_FACT) {
                int to = Math.min(arrived.size(), from + MOST_IN_A_FACT);
                facts.add(
                        new ArticlesArrived(
                                listener.accountId(),
                                listener.payerId(),
                                listener.feedId(),
                                arrived.subList(from, to),
                                now));
            }
        }
        return facts.toArray(ArticlesArrived[]::new);
    }
}
