package app.feedtape.feed.fetching;

import app.feedtape.web.time.TimeOrderedIds;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The door of fetching for the rest of the service: which sources there are and which are wanted.
 */
@Component
public class Feeds {

    private static final String REGISTER =
            """
            insert into feed (id, url, url_key, next_fetch_at) values (:id, :url, :key, app_now())
            on conflict (url_key) do nothing
            """;

    private static final String FIND = "select id from feed where url_key = :key";

    /**
     * Always takes the row's lock, so that a fetcher deciding at this moment whether anybody wants
     * it waits or is waited for.
     */
    private static final String WANT =
            """
            update feed
            set next_fetch_at = case when state = 'gone' then null
                                     when resting then app_now()
                                     else next_fetch_at end,
                resting = false
            where id = :id
            """;

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;
    private final FetchSignal signal;

    Feeds(JdbcClient jdbc, TimeOrderedIds ids, FetchSignal signal) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.signal = signal;
    }

    /** The one feed behind an address, made when it is new; due at once then. */
    public UUID register(FeedUrl url) {
        jdbc.sql(REGISTER)
                .param("id", ids.next())
                .param("url", url.text())
                .param("key", url.key())
                .update();
        return jdbc.sql(FIND).param("key", url.key()).query(UUID.class).single();
    }

    /**
     * Somebody wants these refreshed from now on; call it in the transaction that makes it so.
     * Their rows are locked at its end, all in order, so that nothing else is waited for with them
     * locked.
     */
    public void want(Collection<UUID> feedIds) {
        Wanted wanted = (Wanted) TransactionSynchronizationManager.getResource(this);
        if (wanted == null) {
            wanted = new Wanted();
            TransactionSynchronizationManager.bindResource(this, wanted);
            TransactionSynchronizationManager.registerSynchronization(wanted);
        }
        wanted.ids.addAll(feedIds);
    }

    private final class Wanted implements TransactionSynchronization {

        private final NavigableSet<UUID> ids = new TreeSet<>();

        @Override
        public void beforeCommit(boolean readOnly) {
            ids.forEach(id -> jdbc.sql(WANT).param("id", id).update());
        }

        @Override
        public void afterCommit() {
            signal.ring();
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResource(Feeds.this);
        }
    }
}
