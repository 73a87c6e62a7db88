package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.AnotherInstance;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import app.feedtape.tts.ledger.CharacterLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.databind.JsonNode;

/**
 * faults.md Q9 and Q3: an instance dies at every step of the ledger while ten listeners, some of
 * them of one organization, are read to. Afterwards nothing is held for ever, what is charged is
 * what was stored, and whoever asks again pays the rest and not more.
 */
class CrashTest extends SpeechServiceTest {

    private static final Logger LOG = LoggerFactory.getLogger(CrashTest.class);
    private static final boolean FULL = Boolean.getBoolean("feedtape.test.full");
    private static final CrashPoint[] SAMPLE = {CrashPoint.SPEAKING, CrashPoint.BOOKED};
    private static final int ROUNDS = Integer.getInteger("feedtape.test.crashes", FULL ? 20 : 1);
    private static final int WORTH_LEARNING = 4;
    private static final int LISTENERS = 10;
    private static final int TEXTS = 2;
    private static final int CHARACTERS = 1_400;

    private static final Deque<CrashPoint> toCome =
            points().flatMap(point -> Stream.generate(() -> point).limit(ROUNDS))
                    .collect(Collectors.toCollection(ArrayDeque::new));

    private static QuickStart learned;

    /** Started before it is its turn. */
    private static Victim ahead;

    @Autowired CharacterLedger ledger;

    @Value("${feedtape.tts.audio-directory}")
    Path audioDirectory;

    @Autowired ConfigurableEnvironment environment;

    private final SplittableRandom random =
            new SplittableRandom(Long.getLong("feedtape.test.seed", 20_261_121));

    /** Somebody with texts of their own, alone or in an organization. */
    private record Somebody(TestToken token, UUID payer, List<HttpRequest> requests) {}

    /** To run the many in parts, one of them can be named, with fewer crashes of another seed. */
    static Stream<CrashPoint> points() {
        String named = System.getProperty("feedtape.test.crash");
        return named == null
                ? Stream.of(FULL ? CrashPoint.values() : SAMPLE)
                : Stream.of(CrashPoint.valueOf(named));
    }

    @ParameterizedTest
    @MethodSource("points")
    void whereverAnInstanceDiesTheBooksAgreeAfterwardsAndTheRestIsPaidOnce(CrashPoint point)
            throws Exception {
        try (KafkaProbe probe = KafkaProbe.fromNow("usage");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 1; round <= ROUNDS; round++) {
                try (Victim victim = next(point)) {
                    List<Somebody> all = crash(victim, threads);
                    // It starts while the books of the one before it are looked at.
                    ahead = toCome.isEmpty() ? null : victim(toCome.poll());
                    verify(victim, all, probe, threads);
                }
                LOG.info("{}: {} of {} survived", point, round, ROUNDS);
            }
        }
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    }

    /** An instance and where it is going to die. */
    private record Victim(AnotherInstance dying, CrashPoint point, int after)
            implements AutoCloseable {

        @Override
        public void close() throws IOException {
            dying.close();
        }

        @Override
        public String toString() {
            return point + ", the " + after + "th time";
        }
    }

    private Victim next(CrashPoint point) throws Exception {
        Victim begun = ahead;
        ahead = null;
        if (begun != null && begun.point() == point) {
            return begun;
        }
        if (begun != null) {
            begun.close();
        }
        // What a failure has left of another point is not to come any more.
        while (!toCome.isEmpty() && toCome.poll() != point) {}
        return victim(point);
    }

    @AfterAll
    static void noneIsLeft() throws IOException {
        if (ahead != null) {
            ahead.close();
        }
    }

    private Victim victim(CrashPoint point) throws Exception {
        int after = random.nextInt(1, LISTENERS);
        return new Victim(DyingInstance.start(environment, quickly(), point, after), point, after);
    }

    private QuickStart quickly() throws IOException, InterruptedException {
        if (ROUNDS < WORTH_LEARNING) {
            return QuickStart.none();
        }
        if (learned == null) {
            QuickStart prepared = QuickStart.prepare();
            DyingInstance.teach(environment, prepared);
            learned = prepared;
        }
        return learned;
    }

    private List<Somebody> crash(Victim victim, ExecutorService threads) throws Exception {
        someoneNew();
        UUID organization = UUID.randomUUID();
        billing.plan(organization, "free", 200_000, begunAt.plusSeconds(86_400));
        int theirPort = victim.dying().port();
        // It has read the keys of tokens: all of what follows is for the ledger.
        await(victim + ": answers")
                .atMost(120, SECONDS)
                .until(() ->
                        send(request(theirPort, "/api/tts/usage").build()).statusCode() == 200);
        boolean fromOutside = victim.point() == CrashPoint.SPEAKING;
        polly.fault(fromOutside ? "stall" : "latency", -1, fromOutside ? 5_000 : 20, 300);
        List<Somebody> all =
                IntStream.range(0, LISTENERS)
                        .mapToObj(i -> somebody(i % 3 == 0 ? organization : null, theirPort))
                        .toList();
        List<Future<Integer>> answers =
                all.stream()
                        .flatMap(one -> one.requests().stream())
                        .map(request -> threads.submit(() -> statusOrBroken(request)))
                        .toList();
        if (fromOutside) {
            await(victim.toString()).atMost(120, SECONDS).until(() -> calls() >= victim.after());
            victim.dying().kill();
        }
        assertThat(victim.dying().hasDied()).as("%s", victim).isTrue();
        for (Future<Integer> answer : answers) {
            answer.get(120, SECONDS);
        }
        return all;
    }

    private void verify(
            Victim victim, List<Somebody> all, KafkaProbe probe, ExecutorService threads)
            throws Exception {
        String what = victim.toString();
        polly.calm();
        LedgerBooks books =
                new LedgerBooks(
                        jdbc, all.stream().map(Somebody::payer).distinct().toList(), begunAt);
        leasesEnd(books);
        assertThat(books.agreed(what, probe, polly, audioDirectory))
                .as(what)
                .isEqualTo(books.stored())
                .isLessThanOrEqualTo(LISTENERS * TEXTS * CHARACTERS);
        int theirPort = victim.dying().port();
        List<Future<?>> again = new ArrayList<>();
        for (Somebody one : all) {
            again.add(
                    threads.submit(
                            () -> one.requests().forEach(request -> hearAll(request, theirPort))));
        }
        for (Future<?> heard : again) {
            heard.get(120, SECONDS);
        }
        assertThat(books.agreed(what, probe, polly, audioDirectory))
                .as(what)
                .isEqualTo(LISTENERS * TEXTS * CHARACTERS);
    }

    private Somebody somebody(UUID organization, int theirPort) {
        UUID id = UUID.randomUUID();
        token = TestIdentity.shared().accessToken().account(id);
        if (organization != null) {
            token.organization(organization);
        }
        List<HttpRequest> requests =
                IntStream.range(0, TEXTS)
                        .mapToObj(i ->
                                request(theirPort, "/api/tts/synthesize")
                                        .header("Content-Type", "application/json")
                                        .header("Idempotency-Key", "key-" + i)
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        body(text(id, i)).toString()))
                                        .build())
                        .toList();
        return new Somebody(token, organization == null ? id : organization, requests);
    }

    /** No two of them share a segment, which would be paid once for both. */
    private static String text(UUID id, int number) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; text.length() < CHARACTERS; i++) {
            text.append("Sentence %d of text %d, written for %s alone. ".formatted(i, number, id));
        }
        return text.substring(0, CHARACTERS - 1) + ".";
    }

    private int statusOrBroken(HttpRequest request) {
        try {
            return send(request).statusCode();
        } catch (UncheckedIOException died) {
            return 0;
        }
    }

    /** The same request with the same key, to the instance that lives, until it has its turn. */
    private void hearAll(HttpRequest request, int theirPort) {
        HttpRequest again =
                HttpRequest.newBuilder(request, (name, value) -> true)
                        .uri(
                                java.net.URI.create(
                                        request.uri()
                                                .toString()
                                                .replace(":" + theirPort, ":" + port)))
                        .build();
        await().atMost(120, SECONDS).until(() -> statusOrBroken(again) == 200);
    }

    /** What the dead instance had leased ends, and is settled. */
    private void leasesEnd(LedgerBooks books) {
        books.endLeases();
        await().atMost(30, SECONDS)
                .until(() -> !ledger.trySettleOneExpired() && books.openHolds() == 0);
    }

    private int calls() {
        return polly.callsSince(begunAt).size();
    }
}
