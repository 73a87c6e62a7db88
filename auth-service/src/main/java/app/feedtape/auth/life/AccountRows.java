package app.feedtape.auth.life;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Everything in this schema that refers to an account; the functions stand in the migration. */
@Repository
class AccountRows {

    private final JdbcClient jdbc;

    AccountRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Removes what refers to it; its own row stays. */
    void forget(UUID accountId) {
        call("select forget_account(:account)", accountId);
    }

    /** Removes it too; fails for one that is not deleted. */
    void erase(UUID accountId) {
        call("select erase_account(:account)", accountId);
    }

    private void call(String function, UUID accountId) {
        jdbc.sql(function).param("account", accountId).query((row, number) -> "").single();
    }
}
