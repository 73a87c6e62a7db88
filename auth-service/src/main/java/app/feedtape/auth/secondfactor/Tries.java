package app.feedtape.auth.secondfactor;

import app.feedtape.web.problem.ErrorCode;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Five tries at a second factor, then none for 15 minutes: for the person, whichever sign-in,
 * device, address or kind of code they come with. A try is counted before it is looked at, so that
 * many at once are no way around.
 */
@Repository
class Tries {

    /** Told with a refusal; what decides is the statement below. */
    private static final int TRIES = 5;

    private static final Duration PAUSE = Duration.ofMinutes(15);

    private static final String TAKE =
            """
            insert into second_factor_try as known (account_id, tries, last_at) values (:account, 1, app_now())
            on conflict (account_id) do update set last_at = app_now(),
                tries = case when known.last_at <= app_now() - interval '15 minutes' then 1 else known.tries + 1 end
            where known.tries < 5 or known.last_at <= app_now() - interval '15 minutes'
            """;

    private static final String RESET =
            "update second_factor_try set tries = 0 where account_id = :account";

    private static final String WAIT =
            """
            select greatest(1, ceil(extract(epoch from last_at + interval '15 minutes' - app_now())))::bigint
            from second_factor_try where account_id = :account
            """;

    private static final String FORGET =
            "delete from second_factor_try where last_at <= app_now() - interval '15 minutes'";

    private static final String REMOVE =
            "delete from second_factor_try where account_id = :account";

    private final JdbcClient jdbc;

    Tries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes one.
     *
     * @throws app.feedtape.web.problem.Refusal 429 when none is left
     */
    void take(UUID accountId) {
        if (jdbc.sql(TAKE).param("account", accountId).update() == 1) {
            return;
        }
        long seconds =
                jdbc.sql(WAIT).param("account", accountId).query(Long.class).optional().orElse(1L);
        throw ErrorCode.RATE_LIMITED
                .because("Too many wrong codes. Please try again later.")
                .with("metric", "second_factor_tries")
                .with("limit", TRIES)
                .with("window_seconds", PAUSE.toSeconds())
                .withHeader("Retry-After", Long.toString(seconds));
    }

    /** A right one was shown. */
    void reset(UUID accountId) {
        jdbc.sql(RESET).param("account", accountId).update();
    }

    void remove(UUID accountId) {
        jdbc.sql(REMOVE).param("account", accountId).update();
    }

    void forgetOld() {
        jdbc.sql(FORGET).update();
    }
}
