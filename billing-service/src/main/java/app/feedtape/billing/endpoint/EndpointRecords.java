package app.feedtape.billing.endpoint;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is kept of an account here, for its deletion and its copy. */
@Component
public class EndpointRecords {

    private static final String DELETE =
            "delete from endpoint where account_id = :account or payer_id = :account";

    private static final String DELETE_EVENTS =
            "delete from endpoint_event where account_id = :account or payer_id = :account";

    private static final String ENDPOINTS =
            """
            select url, description, array_to_string(event_types, ' ') as event_types, enabled, created_at
            from endpoint where account_id = :account order by created_at
            """;

    private static final String DELIVERIES =
            """
            select v.type, d.state, d.attempts, d.recorded_at, d.settled_at
            from endpoint_delivery d join endpoint_event v on v.id = d.event_id join endpoint e on e.id = d.endpoint_id
            where e.account_id = :account order by d.id
            """;

    private final JdbcClient jdbc;
    private final ArticleInterest interest;

    EndpointRecords(JdbcClient jdbc, ArticleInterest interest) {
        this.jdbc = jdbc;
        this.interest = interest;
    }

    /** Nothing is told to the account any more, and what was told is forgotten. */
    public void delete(UUID accountId) {
        jdbc.sql(DELETE).param("account", accountId).update();
        jdbc.sql(DELETE_EVENTS).param("account", accountId).update();
        interest.forget(accountId);
    }

    /** No secret, and no answer of a receiver. */
    public Map<String, List<Map<String, Object>>> export(UUID accountId) {
        return Map.of(
                "endpoints", rows(ENDPOINTS, accountId), "deliveries", rows(DELIVERIES, accountId));
    }

    private List<Map<String, Object>> rows(String sql, UUID accountId) {
        return jdbc.sql(sql).param("account", accountId).query().listOfRows();
    }
}
