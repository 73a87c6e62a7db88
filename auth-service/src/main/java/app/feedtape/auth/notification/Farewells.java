package app.feedtape.auth.notification;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.secret.Sealing;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where the last mails of a deleted account go: the address has left the account with its owner,
 * and is kept sealed for a day, in which mail is tried for seven hours.
 */
@Component
public class Farewells {

    private static final String KEEP =
            """
            insert into farewell (account_id, sealed, until) values (:account, :sealed, app_now() + interval '1 day')
            on conflict (account_id) do nothing
            """;

    private static final String FIND =
            "select sealed from farewell where account_id = :account and until > app_now()";

    private static final String FORGET = "delete from farewell where until <= app_now()";

    private final JdbcClient jdbc;
    private final Sealing sealing;

    Farewells(JdbcClient jdbc, Sealing sealing) {
        this.jdbc = jdbc;
        this.sealing = sealing;
    }

    /** Keeps the address of an account that is being deleted, if its owner had proven it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Account account) {
        String email = account.email();
        if (email != null && account.emailVerified()) {
            byte[] sealed =
                    sealing.seal(email.getBytes(StandardCharsets.UTF_8), context(account.id()));
            jdbc.sql(KEEP).param("account", account.id()).param("sealed", sealed).update();
        }
    }

    Optional<String> findAddress(UUID accountId) {
        return jdbc.sql(FIND)
                .param("account", accountId)
                .query(byte[].class)
                .optional()
                .map(sealed ->
                        new String(
                                sealing.open(sealed, context(accountId)), StandardCharsets.UTF_8));
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
    void forget() {
        jdbc.sql(FORGET).update();
    }

    private static String context(UUID accountId) {
        return "farewell " + accountId;
    }
}
