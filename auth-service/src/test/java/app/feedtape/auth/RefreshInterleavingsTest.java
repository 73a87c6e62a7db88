package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The app in the field: several requests find an expired access token at once, each refreshes with
 * the same token, some answers never arrive, some are tried again hours later. It stays signed in.
 * A copy of its token used beside it does not.
 */
class RefreshInterleavingsTest extends AuthTest {

    private static final int SAMPLE = Boolean.getBoolean("feedtape.test.full") ? 1000 : 60;
    private static final int STEPS = 12;

    @Test
    void anHonestAppOnABadNetworkIsNeverSignedOut() throws Exception {
        for (int seed = 0; seed < SAMPLE; seed++) {
            Random random = new Random(seed);
            Pair held = signIn(somebody());
            String session = held.claim("sid");
            for (int step = 0; step < STEPS; step++) {
                held = refreshSomehow(held, random, "seed " + seed + " step " + step);
                assertThat(held.claim("sid")).isEqualTo(session);
                if (random.nextBoolean()) {
                    assertThat(api.me(held).status())
                            .as("seed %d step %d", seed, step)
                            .isEqualTo(200);
                }
                clock.advance(Duration.ofMinutes(61 + random.nextInt(600)));
            }
        }
    }

    /**
     * One to four at once; each answer may be lost; when all are, again after up to 23 hours in
     * all.
     */
    private Pair refreshSomehow(Pair held, Random random, String where) throws Exception {
        while (true) {
            int callers = 1 + random.nextInt(4);
            List<Pair> arrived = new ArrayList<>();
            for (Answer answer : atOnce(callers, held)) {
                assertThat(answer.status()).as(where + " " + answer.body()).isEqualTo(200);
                if (random.nextInt(3) > 0) {
                    arrived.add(answer.pair());
                }
            }
            if (!arrived.isEmpty()) {
                assertThat(arrived.stream().map(Pair::refreshToken).distinct())
                        .as(where)
                        .hasSize(1);
                return arrived.get(random.nextInt(arrived.size()));
            }
            clock.advance(Duration.ofSeconds(random.nextInt(3 * 3600)));
        }
    }

    private List<Answer> atOnce(int callers, Pair held) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> running = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                running.add(threads.submit(() -> api.refresh(held.refreshToken())));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> one : running) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    @Test
    void aCopyUsedBesideTheOwnerIsFoundOutWithinTwoTurns() {
        for (int seed = 0; seed < SAMPLE / 4; seed++) {
            Random random = new Random(seed);
            Pair owner = signIn(somebody());
            Pair thief = owner;
            boolean found = false;
            for (int turn = 0; turn < 4 && !found; turn++) {
                boolean thiefFirst = random.nextBoolean();
                Answer first = api.refresh((thiefFirst ? thief : owner).refreshToken());
                if (first.status() == 200) {
                    api.me(first.pair()).is(200);
                    clock.advance(Duration.ofMinutes(1 + random.nextInt(120)));
                }
                Answer second = api.refresh((thiefFirst ? owner : thief).refreshToken());
                found = first.status() == 401 || second.status() == 401;
            }
            assertThat(found).as("seed %d", seed).isTrue();
            api.refresh(owner.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
        }
    }
}
