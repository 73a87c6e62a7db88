package app.feedtape.auth.password;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Hashes of passwords, at most one per account. */
@Repository
class Passwords {

    private static final String FIND = "select hash from password where account_id = :account";

    private static final String SET =
            """
            insert into password (account_id, hash) values (:account, :hash)
            on conflict (account_id) do update set hash = excluded.hash, set_at = app_now()
            """;

    /** A password that was changed in the meantime is left as it is. */
    private static final String RENEW =
            "update password set hash = :renewed where account_id = :account and hash = :hash";

    private static final String REMOVE = "delete from password where account_id = :account";

    private final JdbcClient jdbc;

    Passwords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<String> find(UUID accountId) {
        return jdbc.sql(FIND).param("account", accountId).query(String.class).optional();
    }

    void set(UUID accountId, String hash) {
        jdbc.sql(SET).param("account", accountId).param("hash", hash).update();
    }

    /** The same password under today's costs. */
    void renew(UUID accountId, String hash, String renewed) {
        jdbc.sql(RENEW)
                .param("account", accountId)
                .param("hash", hash)
                .param("renewed", renewed)
                .update();
    }

    boolean remove(UUID accountId) {
        return jdbc.sql(REMOVE).param("account", accountId).update() == 1;
    }
}
