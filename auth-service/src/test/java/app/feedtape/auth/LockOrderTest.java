package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.account.Accounts;
import app.feedtape.events.SessionFact.SessionStarted;
import app.feedtape.messaging.outbox.Outbox;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whoever ends a session waits for the account first, and so holds nothing that a sign-in or an
 * operator, who has the account, is going to want.
 */
class LockOrderTest extends AuthTest {

    @Autowired private TransactionTemplate transaction;
    @Autowired private Accounts accounts;
    @Autowired private Outbox outbox;

    @Test
    void aLogoutWaitsItsTurnBehindASignInThatEndsTheSameSession() throws Exception {
        Pair pair = signIn(somebody());
        whileTheAccountIsHeld(pair, () -> api.logout(pair.refreshToken())).is(204);
        api.refresh(pair.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
    }

    @Test
    void aLogoutEverywhereWaitsItsTurnToo() throws Exception {
        Pair pair = signIn(somebody());
        whileTheAccountIsHeld(pair, () -> api.post("/auth/logout/all", "", Api.bearer(pair)))
                .is(204);
    }

    @Test
    void aReuseWaitsItsTurnToo() throws Exception {
        Pair first = signIn(somebody());
        Pair second = api.refresh(first.refreshToken()).pair();
        api.refresh(second.refreshToken()).is(200);
        whileTheAccountIsHeld(first, () -> api.refresh(first.refreshToken()))
                .is(401, "REFRESH_TOKEN_REUSED");
    }

    /** Does what a sign-in at the maximum of sessions does, with somebody else in the middle. */
    private Answer whileTheAccountIsHeld(Pair pair, Callable<Answer> call) throws Exception {
        UUID account = UUID.fromString(pair.claim("sub"));
        UUID session = UUID.fromString(pair.claim("sid"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> other =
                    transaction.execute(status -> {
                        accounts.lock(account);
                        int me = jdbc.sql("select pg_backend_pid()").query(Integer.class).single();
                        outbox.publish(
                                new SessionStarted(account, UUID.randomUUID(), clock.instant()));
                        Future<Answer> waiting = threads.submit(call);
                        Awaitility.await().until(() -> somebodyWaitsFor(me));
                        int rows =
                                jdbc.sql("update session set user_agent = 'x' where id = :id")
                                        .param("id", session)
                                        .update();
                        assertThat(rows).isEqualTo(1);
                        status.setRollbackOnly();
                        return waiting;
                    });
            return other.get();
        }
    }

    private boolean somebodyWaitsFor(int backend) {
        return jdbc.sql(
                        "select exists (select 1 from pg_stat_activity where :backend = any(pg_blocking_pids(pid)))")
                .param("backend", backend)
                .query(Boolean.class)
                .single();
    }
}
