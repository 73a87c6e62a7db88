package app.feedtape.messaging.privacy;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which accounts are deleted. Whoever writes down what a fact says asks here first, in the
 * transaction of the write: a late fact must not bring anything back.
 */
public class ClosedAccounts {

    /** Who asks shares it with others who ask; who closes waits for all of them to end. */
    private static final String ASK =
            "select pg_advisory_xact_lock_shared(hashtextextended(current_schema() || ':closed:' || :account, 0))";

    private static final String TAKE =
            "select pg_advisory_xact_lock(hashtextextended(current_schema() || ':closed:' || :account, 0))";

    private static final String IS_CLOSED =
            "select exists (select 1 from closed_account where account_id = :account)";

    private static final String IS_ERASED =
            "select exists (select 1 from closed_account where account_id = :account and erased_at is not null)";

    private static final String CLOSE =
            "insert into closed_account (account_id) values (:account) on conflict do nothing";

    private static final String ERASED =
            """
            insert into closed_account (account_id, erased_at) values (:account, app_now())
            on conflict (account_id) do update set erased_at = coalesce(closed_account.erased_at, excluded.erased_at)
            """;

    private final JdbcClient jdbc;

    ClosedAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it is deleted; until the transaction ends it does not become so. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isClosed(UUID accountId) {
        lock(ASK, accountId);
        return ask(IS_CLOSED, accountId);
    }

    /** Whether its rows are gone as well; until the transaction ends they stay. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isErased(UUID accountId) {
        lock(ASK, accountId);
        return ask(IS_ERASED, accountId);
    }

    /** Whether its rows were gone when asked; for reading only. */
    public boolean wasErased(UUID accountId) {
        return ask(IS_ERASED, accountId);
    }

    /** Notes that it is deleted. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void close(UUID accountId) {
        lock(TAKE, accountId);
        jdbc.sql(CLOSE).param("account", accountId).update();
    }

    /** Notes that its rows go in this transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        lock(TAKE, accountId);
        jdbc.sql(ERASED).param("account", accountId).update();
    }

    private void lock(String how, UUID accountId) {
        jdbc.sql(how).param("account", accountId.toString()).query((row, n) -> "").single();
    }

    private boolean ask(String what, UUID accountId) {
        return jdbc.sql(what).param("account", accountId).query(Boolean.class).single();
    }
}
