package app.feedtape.auth.impersonation;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which sessions are operators' and whose. */
@Repository
class Impersonations {

    private static final String ADD =
            """
            insert into impersonation (session_id, account_id, operator_id, may_write)
            values (:session, :account, :operator, :mayWrite)
            """;

    private static final String LIVING =
            """
            select i.session_id from impersonation i join session s on s.id = i.session_id
            where i.operator_id = :operator and i.account_id = :account and s.ended_at is null
                and s.expires_at > app_now()
            """;

    private final JdbcClient jdbc;

    Impersonations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(UUID sessionId, UUID accountId, UUID operatorId, boolean mayWrite) {
        jdbc.sql(ADD)
                .param("session", sessionId)
                .param("account", accountId)
                .param("operator", operatorId)
                .param("mayWrite", mayWrite)
                .update();
    }

    List<UUID> listLiving(UUID accountId, UUID operatorId) {
        return jdbc.sql(LIVING)
                .param("account", accountId)
                .param("operator", operatorId)
                .query(UUID.class)
                .list();
    }
}
