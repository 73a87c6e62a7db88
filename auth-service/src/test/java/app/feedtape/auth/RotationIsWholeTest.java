package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.test.TestEngines;
import app.feedtape.test.TestInfrastructure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * A refresh token is spent and its successor exists, or neither: whatever happens to the database
 * in between. And the tokens that were spent do not pile up.
 */
class RotationIsWholeTest extends AuthTest {

    private static final int KILLS = Boolean.getBoolean("feedtape.test.full") ? 50 : 12;

    private static final String HALF_DONE =
            """
            select count(*) from session s where id = :id and not exists (
                select 1 from refresh_token t where t.session_id = s.id and t.generation = s.generation)
            """;

    private static final String KILL_WHO_WAITS =
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where wait_event_type = 'Lock' and query like '%update session set generation%'
            """;

    @Autowired private ApplicationContext context;

    private static Connection administrator() throws SQLException {
        TestEngines.Database database = TestInfrastructure.postgres();
        return DriverManager.getConnection(
                TestInfrastructure.postgresUrl(), database.user(), database.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aRotationThatIsKilledHalfwayMayBeTriedAgain() throws Exception {
        Pair held = signIn(somebody());
        UUID session = UUID.fromString(held.claim("sid"));
        for (int kill = 0; kill < KILLS; kill++) {
            Answer answer = refreshUnderAKill(held.refreshToken(), session);
            assertThat(answer.status()).as(answer.body()).isIn(200, 500, 503);
            assertThat(halfDone(session)).isZero();
            assertThat(generation(session)).isEqualTo(kill + (answer.status() == 200 ? 1 : 0));
            held = again(held.refreshToken());
            assertThat(generation(session)).isEqualTo(kill + 1L);
            assertThat(halfDone(session)).isZero();
        }
    }

    private Pair again(String token) {
        return Awaitility.await()
                .ignoreExceptions()
                .until(() -> api.refresh(token), answer -> answer.status() == 200)
                .pair();
    }

    /** The statement waits for a row that another one holds, and its connection is ended there. */
    private Answer refreshUnderAKill(String token, UUID session) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = administrator();
                Connection killer = administrator()) {
            holder.setAutoCommit(false);
            execute(holder, "select 1 from auth.session where id = '" + session + "' for update");
            Future<Answer> answer = threads.submit(() -> api.refresh(token));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> killed(killer) > 0 || answer.isDone());
            holder.rollback();
            return answer.get();
        }
    }

    private static int killed(Connection killer) throws SQLException {
        try (var statement = killer.createStatement();
                var rows = statement.executeQuery(KILL_WHO_WAITS)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void aSuccessorThatCannotBeWrittenSpendsNothing() throws Exception {
        Pair held = signIn(somebody());
        UUID session = UUID.fromString(held.claim("sid"));
        try (Connection administrator = administrator()) {
            execute(administrator, refuseInserts(session));
            try {
                assertThat(api.refresh(held.refreshToken()).status()).isGreaterThanOrEqualTo(500);
            } finally {
                execute(administrator, "drop function auth.fault_point() cascade");
            }
        }
        assertThat(generation(session)).isZero();
        assertThat(halfDone(session)).isZero();
        api.refresh(held.refreshToken()).is(200);
        assertThat(generation(session)).isEqualTo(1);
    }

    private static String refuseInserts(UUID session) {
        return """
        create function auth.fault_point() returns trigger language plpgsql as $$
        begin
            if new.session_id = '%s' then raise exception 'fault point'; end if;
            return new;
        end $$;
        create trigger fault_point before insert on auth.refresh_token
            for each row execute function auth.fault_point();
        """
                .formatted(session);
    }

    @Test
    void aSessionThatIsRefreshedForMonthsKeepsAMonthOfTokens() {
        Pair held = signIn(somebody());
        UUID session = UUID.fromString(held.claim("sid"));
        for (int halfDay = 0; halfDay < 2 * 80; halfDay++) {
            clock.advance(Duration.ofHours(12));
            held = api.refresh(held.refreshToken()).pair();
        }
        // The job may have cleaned up once by itself; what it must leave is the same.
        assertThat(generation(session)).isEqualTo(160);
        ReflectionTestUtils.invokeMethod(context.getBean("refreshTokenCleaning"), "clean");
        // Those of the last 30 days, and of the weeks of which one day is not over for a day.
        assertThat(tokens(session)).isBetween(60L, 79L);
        api.refresh(held.refreshToken()).is(200);
    }

    private long tokens(UUID session) {
        return jdbc.sql("select count(*) from refresh_token where session_id = :id")
                .param("id", session)
                .query(Long.class)
                .single();
    }

    private long halfDone(UUID session) {
        return jdbc.sql(HALF_DONE).param("id", session).query(Long.class).single();
    }

    private long generation(UUID session) {
        return jdbc.sql("select generation from session where id = :id")
                .param("id", session)
                .query(Long.class)
                .single();
    }
}
