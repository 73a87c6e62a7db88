package app.feedtape.auth.session;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Sessions whose time is over: living ones to end, ended ones to forget. */
@Repository
class OverdueSessions {

    /** How many sessions one statement of a clean-up looks up or removes. */
    static final int PORTION = 500;

    private static final String OVER =
            """
            select id, account_id from session s
            where ended_at is null and (expires_at <= app_now()
                or rotated_at <= app_now() - interval '30 days' and not exists (
                    select 1 from refresh_token t where t.session_id = s.id and t.expires_at > app_now()))
            limit :portion
            """;

    private static final String FORGET =
            """
            delete from session where id = any(array(
                select id from session where coalesce(ended_at, expires_at) < app_now() - interval '30 days'
                    and ended_at is not null
                limit :portion))
            """;

    private final JdbcClient jdbc;

    OverdueSessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A session that nobody can refresh any more and that is not ended yet. */
    record Over(UUID id, UUID accountId) {}

    /** Up to {@link #PORTION} of them. */
    List<Over> listOver() {
        return jdbc.sql(OVER)
                .param("portion", PORTION)
                .query((row, number) ->
                        new Over(
                                row.getObject("id", UUID.class),
                                row.getObject("account_id", UUID.class)))
                .list();
    }

    /** Up to {@link #PORTION} sessions that ended a month ago; says how many. */
    int forgetEnded() {
        return jdbc.sql(FORGET).param("portion", PORTION).update();
    }
}
