package app.feedtape.auth.limit;

import app.feedtape.events.LimitFact.LimitsCleared;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How often each scope of an account was cleared. */
@Repository
class LimitClearings {

    private static final String CLEAR =
            """
            insert into limit_clearing (account_id, scope) values (:account, :scope)
            on conflict (account_id, scope)
                do update set times = limit_clearing.times + 1, cleared_at = app_now()
            returning cleared_at
            """;

    private static final String TIMES =
            "select scope, times from limit_clearing where account_id = :account";

    private final JdbcClient jdbc;

    LimitClearings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Clears at least one scope of an account that is locked, and says how all stand then. */
    LimitsCleared clear(UUID account, Collection<String> scopes) {
        OffsetDateTime at = null;
        for (String scope : scopes) {
            at =
                    jdbc.sql(CLEAR)
                            .param("account", account)
                            .param("scope", scope)
                            .query(OffsetDateTime.class)
                            .single();
        }
        if (at == null) {
            throw new IllegalArgumentException("Nothing to clear");
        }
        Map<String, Long> times = new HashMap<>();
        jdbc.sql(TIMES)
                .param("account", account)
                .query(row -> {
                    times.put(row.getString("scope"), row.getLong("times"));
                });
        long version = times.values().stream().mapToLong(Long::longValue).sum();
        return new LimitsCleared(account, version, times, at.toInstant());
    }
}
