package app.feedtape.auth.refresh;

import app.feedtape.auth.session.Proof;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Hashes of refresh tokens, and the one statement that turns a session to its next generation. */
@Repository
class RefreshTokens {

    /** How many one statement forgets. */
    private static final int PORTION = 5_000;

    private static final String FIND =
            """
            select t.session_id, s.account_id, s.secret, t.generation, t.expires_at, s.generation as newest,
                s.rotated_at, s.access_seen_generation, s.access_seen_at, s.expires_at as session_expires_at,
                s.end_reason,
                s.proven_by, s.strong_at is not null as strong, app_now() as now
            from refresh_token t join session s on s.id = t.session_id
            where t.token_hash = :hash
            """;

    private static final String FIRST =
            """
            insert into refresh_token (token_hash, session_id, generation, expires_at)
            select :hash, id, 0, least(app_now() + interval '30 days', expires_at) from session where id = :session
            """;

    /**
     * Of any number of callers with one token exactly one turns the session: the others wait for
     * its row, find another generation there and change nothing. The successor exists the moment
     * the token is spent, or not at all.
     */
    private static final String ROTATE =
            """
            with turned as (
                update session set generation = generation + 1, rotated_at = app_now(), last_seen_at = app_now()
                where id = :session and generation = :generation and ended_at is null and expires_at > app_now()
                returning id, generation, expires_at)
            insert into refresh_token (token_hash, session_id, generation, expires_at)
            select :successor, id, generation, least(app_now() + interval '30 days', expires_at) from turned
            """;

    private static final String KEEP_WEEKS = "select keep_refresh_token_weeks()";

    /** What ran out before its week was made; all others go with their week. */
    private static final String FORGET =
            """
            delete from refresh_token_rest where token_hash = any(array(
                select token_hash from refresh_token_rest where expires_at < app_now() - interval '1 day'
                limit :portion))
            """;

    private final JdbcClient jdbc;

    RefreshTokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<PresentedToken> find(byte[] hash) {
        return jdbc.sql(FIND).param("hash", hash).query(RefreshTokens::read).optional();
    }

    void addFirst(byte[] hash, UUID sessionId) {
        jdbc.sql(FIRST).param("hash", hash).param("session", sessionId).update();
    }

    boolean tryRotate(PresentedToken presented, byte[] successor) {
        return jdbc.sql(ROTATE)
                        .param("session", presented.sessionId())
                        .param("generation", presented.generation())
                        .param("successor", successor)
                        .update()
                == 1;
    }

    /**
     * Makes the weeks to come and drops those that are over; false when somebody kept it from that.
     */
    boolean tryKeepWeeks() {
        return jdbc.sql(KEEP_WEEKS).query(Integer.class).single() >= 0;
    }

    void forgetExpired() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET).param("portion", PORTION).update();
        } while (forgotten == PORTION);
    }

    private static PresentedToken read(ResultSet row, int number) throws SQLException {
        return new PresentedToken(
                row.getObject("session_id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getBytes("secret"),
                row.getLong("generation"),
                instant(row, "expires_at"),
                row.getLong("newest"),
                instant(row, "rotated_at"),
                row.getLong("access_seen_generation"),
                instantOrNull(row, "access_seen_at"),
                instant(row, "session_expires_at"),
                row.getString("end_reason"),
                new Proof(row.getString("proven_by"), row.getBoolean("strong")),
                instant(row, "now"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column)
            throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
