package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.TcpFaultProxy;
import app.feedtape.test.TestInfrastructure;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@FeedTapeServiceTest(faults = true)
class DatabaseFaultsTest extends AuthTest {

    private static final int CUTS = Boolean.getBoolean("feedtape.test.full") ? 200 : 40;

    @Test
    void connectionsThatBreakWhileASessionTurnsNeverSignAnybodyOut() {
        TcpFaultProxy database = TestInfrastructure.postgresProxy();
        Random random = new Random(7);
        Pair held = signIn(somebody());
        for (int cut = 0; cut < CUTS; cut++) {
            Thread breaker =
                    Thread.ofVirtual()
                            .start(breaking(database, Duration.ofNanos(random.nextInt(6_000_000))));
            String token = held.refreshToken();
            Answer answer = api.refresh(token);
            join(breaker);
            if (answer.status() != 200) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                answer =
                        Awaitility.await()
                                .until(() -> api.refresh(token), again -> again.status() == 200);
            }
            held = answer.pair();
        }
        String last = held.refreshToken();
        Awaitility.await().until(() -> api.refresh(last).status() == 200);
    }

    @Test
    void aDatabaseThatIsAwayIsSaidWhileItIsAndIsFoundAgain() {
        TcpFaultProxy database = TestInfrastructure.postgresProxy();
        Pair held = signIn(somebody());
        database.cut();
        try {
            Answer answer = api.refresh(held.refreshToken()).is(503, "UPSTREAM_UNAVAILABLE");
            assertThat(answer.header("Retry-After")).isNotEmpty();
            api.get("/.well-known/jwks.json").is(200);
        } finally {
            database.forward();
        }
        Awaitility.await().until(() -> api.refresh(held.refreshToken()).status() == 200);
    }

    private static Runnable breaking(TcpFaultProxy database, Duration after) {
        return () -> {
            java.util.concurrent.locks.LockSupport.parkNanos(after.toNanos());
            database.reset();
        };
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
