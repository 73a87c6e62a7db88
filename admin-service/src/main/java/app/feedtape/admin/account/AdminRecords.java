package app.feedtape.admin.account;

import app.feedtape.messaging.privacy.AccountRecords;
import app.feedtape.messaging.privacy.ExportPart;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What operators see of an account. What says who it was goes with the account's own fact; the rest
 * of the read model goes when the rows go everywhere.
 */
@Component
class AdminRecords implements AccountRecords {

    private static final List<String> FORGET =
            List.of(
                    "delete from account where id = :account",
                    "delete from entitlement where payer_id = :account",
                    "delete from follow_count where account_id = :account",
                    "delete from usage_day where payer_id = :account");

    /** Whichever of the two facts comes first. */
    private static final String ANONYMIZE =
            """
            update account set email = null, email_verified = false, name = null, status = 'deleted'
            where id = :account
            """;

    private final JdbcClient jdbc;

    AdminRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void close(UUID accountId) {
        jdbc.sql(ANONYMIZE).param("account", accountId).update();
    }

    @Override
    public boolean tryErase(UUID accountId) {
        FORGET.forEach(sql -> jdbc.sql(sql).param("account", accountId).update());
        return true;
    }

    /** Only what other services said, who hand in their own. */
    @Override
    public ExportPart export(UUID accountId) {
        return ExportPart.of(Map.of("kept", "Copies of what the other files say, for operators."));
    }
}
