package app.feedtape.auth.password;

import app.feedtape.auth.secret.Sealing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Counts tries before they are made, so that of any number at once only as many happen as may. Keys
 * are keyed hashes: nobody learns from the table who was tried.
 */
@Repository
class GuessCounts {

    /** How many one statement forgets. */
    private static final int PORTION = 5_000;

    /**
     * A round is over when it is full and its pause has passed, or when nothing has been tried for
     * as long as a pause.
     */
    private static final String TAKE =
            """
            insert into guess_count as c (key, in_round, in_a_row, paused_to, changed_at)
            values (:key, 1, 1, 'epoch', app_now())
            on conflict (key) do update set
                in_round = case when c.changed_at <= app_now() - :pause * interval '1 second'
                    then 1 else c.in_round + 1 end,
                in_a_row = c.in_a_row + 1,
                paused_to = case
                    when c.changed_at <= app_now() - :pause * interval '1 second' or c.in_round + 1 < :burst
                    then 'epoch'
                    when c.in_a_row + 1 >= :many then app_now() + interval '1 second' * :longPause
                    else app_now() + interval '1 second' * :pause end,
                changed_at = app_now()
            where c.paused_to <= app_now()
            returning paused_to > app_now()
            """;

    private static final String GIVE_BACK =
            """
            update guess_count set in_round = in_round - 1, in_a_row = in_a_row - 1, paused_to = 'epoch'
            where key = :key and in_round > 0 and in_a_row > 0
            """;

    private static final String PAUSE =
            """
            select ceil(extract(epoch from paused_to - app_now()))::bigint from guess_count
            where key = :key and paused_to > app_now()
            """;

    private static final String CLEAR = "delete from guess_count where key = :key";

    private static final String FORGET =
            """
            delete from guess_count where key = any(array(
                select key from guess_count
                where changed_at < app_now() - interval '1 day' and paused_to <= app_now() limit :portion))
            """;

    private final JdbcClient jdbc;
    private final SecretKeySpec key;

    GuessCounts(JdbcClient jdbc, Sealing sealing) {
        this.jdbc = jdbc;
        this.key = new SecretKeySpec(sealing.derive("guess counts"), "HmacSHA256");
    }

    /**
     * How often something may be tried.
     *
     * @param burst tries in one round, two at least
     * @param pause after a full round
     * @param many tries in a row without success
     * @param longPause after a full round from then on
     */
    record Allowance(int burst, Duration pause, int many, Duration longPause) {}

    /** What became of the wish to try. */
    enum Taking {
        NONE_LEFT,
        TAKEN,
        /** The last one before a pause. */
        TAKEN_LAST
    }

    /** Takes one try; false when there is none to take. */
    boolean tryTake(String whose, Allowance allowance) {
        return take(whose, allowance) != Taking.NONE_LEFT;
    }

    /** Takes one try, if there is one. */
    Taking take(String whose, Allowance allowance) {
        return jdbc.sql(TAKE)
                .param("key", hash(whose))
                .param("burst", allowance.burst())
                .param("pause", allowance.pause().toSeconds())
                .param("many", allowance.many())
                .param("longPause", allowance.longPause().toSeconds())
                .query(Boolean.class)
                .optional()
                .map(isLast -> isLast ? Taking.TAKEN_LAST : Taking.TAKEN)
                .orElse(Taking.NONE_LEFT);
    }

    /** A try that was not made, or that was none. */
    void giveBack(String whose) {
        jdbc.sql(GIVE_BACK).param("key", hash(whose)).update();
    }

    /** How long until there is a try to take. */
    Duration pause(String whose) {
        Optional<Long> seconds =
                jdbc.sql(PAUSE).param("key", hash(whose)).query(Long.class).optional();
        return Duration.ofSeconds(Math.max(1, seconds.orElse(1L)));
    }

    /** Success: what was tried before does not count any more. */
    void clear(String whose) {
        jdbc.sql(CLEAR).param("key", hash(whose)).update();
    }

    void forgetOld() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET).param("portion", PORTION).update();
        } while (forgotten == PORTION);
    }

    private byte[] hash(String whose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(whose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
