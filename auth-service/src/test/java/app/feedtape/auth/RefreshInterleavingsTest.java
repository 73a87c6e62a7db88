package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The app in the field: several requests find an expired access token at once, each refreshes with
 * the same token, some are never sent, some answers never arrive, some come hours later, and the
 * app is killed before it has written down what it was given. It stays signed in, and the session
 * moves once per round. A copy of its token used beside it does not last.
 */
class RefreshInterleavingsTest extends AuthTest {

    private static final int SAMPLE = Boolean.getBoolean("feedtape.test.full") ? 1000 : 60;
    private static final int ROUNDS = 8;

    /** Shorter than the grace, so that all of it fits into one. */
    private static final int A_MOMENT_SECONDS = 6;

    private static final Duration LONGEST_WAIT_FOR_AN_ANSWER = Duration.ofHours(20);

    @Test
    void anHonestAppOnABadNetworkIsNeverSignedOut() throws Exception {
        for (int seed = 0; seed < SAMPLE; seed++) {
            App app = new App(seed);
            for (int round = 1; round <= ROUNDS; round++) {
                app.live(round);
            }
        }
    }

    /** What becomes of one request of the app. */
    private enum Network {
        NEVER_SENT,
        ANSWER_LOST,
        ARRIVES
    }

    /** One installation of the app with what it holds and what it has written down. */
    private final class App {

        private final Random random;
        private final int seed;
        private final String session;
        private final String account;
        private Pair held;
        private Pair written;
        private int round;

        App(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.held = signIn(somebody());
            this.written = held;
            this.session = held.claim("sid");
            this.account = held.claim("sub");
        }

        private String where() {
            return "seed " + seed + " round " + round;
        }

        /** Until the access token has run out, and then through one refresh. */
        void live(int number) throws Exception {
            round = number;
            clock.advance(Duration.ofMinutes(61 + random.nextInt(600)));
            Pair spent = held;
            held = refreshed(spent, LONGEST_WAIT_FOR_AN_ANSWER);
            boolean used = random.nextBoolean();
            if (used) {
                use();
            }
            sendStragglers(spent);
            if (random.nextInt(3) == 0) {
                restart(used);
            }
            written = held;
            knockAsSomebodyElse();
            assertThat(generation()).as(where()).isEqualTo(round);
        }

        private void use() {
            assertThat(api.me(held).status()).as(where()).isEqualTo(200);
        }

        /** Requests that found the token expired too and were slower than the others. */
        private void sendStragglers(Pair spent) {
            for (int straggler = random.nextInt(3); straggler > 0; straggler--) {
                clock.advance(Duration.ofSeconds(random.nextInt(A_MOMENT_SECONDS)));
                mustBe(held, List.of(api.refresh(spent.refreshToken())));
            }
        }

        /**
         * Killed and started again, perhaps before the new pair was written down. Nobody can say
         * when somebody picks the phone up again; only after the new pair was used it is soon.
         */
        private void restart(boolean used) throws Exception {
            boolean lost = random.nextBoolean();
            if (!lost) {
                return;
            }
            if (!used) {
                clock.advance(Duration.ofMinutes(random.nextInt(180)));
            }
            Pair before = held;
            held = refreshed(written, Duration.ZERO);
            mustBe(before, held);
        }

        /**
         * One to five requests at once with one token; when no answer arrives, the same later
         * again.
         */
        private Pair refreshed(Pair with, Duration patience) throws Exception {
            Duration waited = Duration.ZERO;
            while (true) {
                boolean last = waited.compareTo(patience) >= 0;
                List<Pair> arrived = new ArrayList<>();
                for (Answer answer : atOnce(requests(last), with)) {
                    mustBe(null, List.of(answer));
                    arrived.add(answer.pair());
                }
                if (!arrived.isEmpty()) {
                    arrived.forEach(pair -> mustBe(arrived.getFirst(), pair));
                    return arrived.get(random.nextInt(arrived.size()));
                }
                Duration pause = Duration.ofSeconds(random.nextInt(3 * 3600));
                clock.advance(pause);
                waited = waited.plus(pause);
            }
        }

        private List<Network> requests(boolean oneArrives) {
            List<Network> requests = new ArrayList<>();
            for (int request = 1 + random.nextInt(5); request > 0; request--) {
                requests.add(Network.values()[random.nextInt(3)]);
            }
            if (oneArrives) {
                requests.set(0, Network.ARRIVES);
            }
            return requests;
        }

        private void mustBe(Pair expected, List<Answer> answers) {
            for (Answer answer : answers) {
                assertThat(answer.status()).as(where() + " " + answer.body()).isEqualTo(200);
                mustBe(expected == null ? answer.pair() : expected, answer.pair());
            }
        }

        private void mustBe(Pair expected, Pair pair) {
            assertThat(pair.refreshToken()).as(where()).isEqualTo(expected.refreshToken());
            assertThat(pair.claim("sid")).as(where()).isEqualTo(session);
            assertThat(pair.claim("sub")).as(where()).isEqualTo(account);
        }

        /** Tokens that look like this one open nothing and end nothing. */
        private void knockAsSomebodyElse() {
            String token = held.refreshToken();
            int at = random.nextInt(token.length() - 1);
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            api.refresh(token.substring(0, at) + other + token.substring(at + 1))
                    .is(401, "INVALID_REFRESH_TOKEN");
        }

        private long generation() {
            return jdbc.sql("select generation from session where id = :id and ended_at is null")
                    .param("id", UUID.fromString(session))
                    .query(Long.class)
                    .single();
        }
    }

    /** Sends them side by side and gives the answers that arrive. */
    private List<Answer> atOnce(List<Network> requests, Pair with) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> arriving = new ArrayList<>();
            for (Network fate : requests) {
                if (fate == Network.NEVER_SENT) {
                    continue;
                }
                Future<Answer> answer = threads.submit(() -> api.refresh(with.refreshToken()));
                if (fate == Network.ARRIVES) {
                    arriving.add(answer);
                }
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> one : arriving) {
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

    @Test
    void aCopyThatComesLateIsRefusedAndEndsTheSessionWhateverHappenedInBetween() throws Exception {
        for (int seed = 0; seed < SAMPLE / 4; seed++) {
            App owner = new App(10_000 + seed);
            Random random = new Random(seed);
            int rounds = 2 + random.nextInt(4);
            int stolenIn = random.nextInt(rounds - 1);
            Pair copy = owner.held;
            for (int round = 1; round <= rounds; round++) {
                owner.live(round);
                copy = round == stolenIn ? owner.held : copy;
            }
            owner.use();
            clock.advance(Duration.ofSeconds(31 + random.nextInt(3_000)));
            api.refresh(copy.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
            api.refresh(owner.held.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
            api.me(owner.held).is(401, "UNAUTHENTICATED");
            api.refresh(copy.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
        }
    }

    /**
     * The thief was first and lives on what was stolen; the owner finds out at the next refresh.
     */
    @Test
    void anOwnerWhoComesAfterTheThiefEndsIt() {
        for (int seed = 0; seed < SAMPLE / 4; seed++) {
            Random random = new Random(seed);
            Pair owner = signIn(somebody());
            clock.advance(Duration.ofMinutes(random.nextInt(60)));
            Pair thief = api.refresh(owner.refreshToken()).pair();
            for (int turn = random.nextInt(3); turn > 0; turn--) {
                api.me(thief).is(200);
                clock.advance(Duration.ofMinutes(61));
                thief = api.refresh(thief.refreshToken()).pair();
            }
            api.me(thief).is(200);
            clock.advance(Duration.ofSeconds(31));
            api.refresh(owner.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
            api.refresh(thief.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
            api.me(thief).is(401, "UNAUTHENTICATED");
        }
    }
}
