package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.databind.node.ObjectNode;

/** Two instances and one provider: a segment is asked for once, and never more than it allows. */
class OneFlightTest extends SpeechServiceTest {

    private static final int TEXTS = Boolean.getBoolean("feedtape.test.full") ? 40 : 1;

    private static SecondInstance second;

    @Autowired ConfigurableEnvironment environment;

    @Value("${feedtape.tts.audio-directory}")
    Path audioDirectory;

    @BeforeEach
    void twoInstances() {
        if (second == null) {
            second = SecondInstance.beside(environment);
        }
    }

    @AfterAll
    static void one() {
        second.close();
        second = null;
    }

    @Test
    void theSameTextAtOnceOnTwoInstancesIsSpokenOnce() throws Exception {
        polly.fault("latency", -1, 300, 0);
        ObjectNode body = body(prose(4_000));
        List<Callable<HttpResponse<byte[]>>> requests =
                IntStream.range(0, 4)
                        .mapToObj(i -> (Callable<HttpResponse<byte[]>>) () -> send(on(i % 2, body)))
                        .toList();
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<HttpResponse<byte[]>> answers =
                    threads.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200))
                    .allSatisfy(answer ->
                            assertThat(answer.body()).isEqualTo(answers.getFirst().body()));
        }
        assertThat(polly.callsSince(begunAt)).doesNotHaveDuplicates();
        assertThat(spoken()).isEqualTo(4_000);
        assertThat(charactersUsed()).isEqualTo(4_000);
    }

    @Test
    void theFlightOfAKilledInstanceIsTakenOverWhenItsLeaseIsOver() throws Exception {
        polly.fault("latency", 1, 6_000, 0);
        ObjectNode body = body(prose(150));
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<HttpResponse<byte[]>> first = threads.submit(() -> send(on(0, body)));
            await().atMost(30, SECONDS).until(() -> flights() == 1);
            // From here on it is nobody's: its instance can neither confirm nor land it.
            jdbc.sql(
                            "update segment_flight set call_id = gen_random_uuid(), lease_until = app_now() + interval '1 second'")
                    .update();
            HttpResponse<byte[]> other = send(on(1, body));
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(first.get().body()).isEqualTo(other.body());
        }
        assertThat(polly.callsSince(begunAt)).hasSize(2);
        assertThat(charactersUsed()).isEqualTo(150);
        await().atMost(30, SECONDS).until(() -> outcomes().equals(List.of("stored", "wasted")));
    }

    @Test
    void whenTheCallFailsThatOthersWaitForTheyTryThemselves() throws Exception {
        polly.fault("denied", 1, 2_000, 0);
        ObjectNode body = body(prose(150));
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<HttpResponse<byte[]>> first = threads.submit(() -> send(on(0, body)));
            await().atMost(30, SECONDS).until(() -> flights() == 1);
            HttpResponse<byte[]> other = send(on(1, body));
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(error(first.get())).isEqualTo("503 SPEECH_UNAVAILABLE");
        }
        assertThat(polly.callsSince(begunAt))
                .extracting(TestPolly.Call::status)
                .containsExactlyInAnyOrder(403, 200);
        assertThat(charactersUsed()).isEqualTo(150);
    }

    @Test
    void aFlightLeavesNothingBehind() {
        assertThat(synthesize(prose(600)).statusCode()).isEqualTo(200);
        assertThat(flights()).isZero();
    }

    @Test
    void whateverComesAtOnceTheProviderNeverSeesMoreThanItAllows() throws Exception {
        List<String> listeners = IntStream.range(0, 4).mapToObj(i -> listener()).toList();
        List<Callable<HttpResponse<byte[]>>> requests =
                IntStream.range(0, 200)
                        .mapToObj(i ->
                                (Callable<HttpResponse<byte[]>>)
                                        () -> send(neural(i, listeners.get(i / 50))))
                        .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<HttpResponse<byte[]>> answers =
                    threads.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() != 200)
                    .allSatisfy(refused -> {
                        assertThat(refused.statusCode()).isEqualTo(503);
                        assertThat(header(refused, "Retry-After")).matches("[1-9]|10");
                    })
                    .map(this::error)
                    .contains("503 SPEECH_UNAVAILABLE");
            List<TestPolly.Call> calls = polly.callsSince(begunAt);
            assertThat(calls).allSatisfy(call -> assertThat(call.status()).isEqualTo(200));
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 200)
                    .hasSizeBetween(1, calls.size());
            requireWithin(calls.stream().map(TestPolly.Call::at).sorted().toList(), 10, 8);
        }
    }

    /** faults.md Q3. */
    @Test
    void whatFiftyListenersHearOnTwoInstancesAddsUpEverywhere() throws Exception {
        Random random = new Random(20_261_121);
        UUID[] listeners = Stream.generate(UUID::randomUUID).limit(50).toArray(UUID[]::new);
        for (UUID one : listeners) {
            billing.plan(one, "free", 200_000, begunAt.plusSeconds(86_400));
        }
        try (KafkaProbe probe = KafkaProbe.fromNow("usage");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Long>> requests =
                    IntStream.range(0, listeners.length * TEXTS)
                            .mapToObj(i -> mixed(i, listeners[i % 50], random.nextInt(1, 3_000)))
                            .toList();
            long heard = 0;
            for (Future<Long> answer : threads.invokeAll(requests)) {
                heard += answer.resultNow();
            }
            assertThat(heard).isPositive();
            LedgerBooks books = new LedgerBooks(jdbc, List.of(listeners), begunAt);
            await().atMost(60, SECONDS).until(() -> books.counted("held") == 0);
            assertThat(books.agreed("two instances", probe, polly, audioDirectory))
                    .isEqualTo(books.stored())
                    .isGreaterThanOrEqualTo(heard);
        }
    }

    /** What of it was heard whole; a slow machine may refuse some for want of a turn. */
    private Callable<Long> mixed(int number, UUID listener, int characters) {
        String bearer = TestIdentity.shared().accessToken().account(listener).bearer();
        ObjectNode body = body(word() + " " + prose(characters));
        HttpRequest request =
                HttpRequest.newBuilder(on(number % 2, body), (name, value) -> true)
                        .setHeader("Authorization", bearer)
                        .build();
        return () -> {
            try {
                HttpResponse<byte[]> answer = send(request);
                assertThat(answer.statusCode()).isIn(200, 503);
                return answer.statusCode() == 200
                        ? Long.parseLong(header(answer, "X-Character-Count"))
                        : 0;
            } catch (UncheckedIOException brokenOff) {
                return 0L;
            }
        };
    }

    /** Somebody whose plan has neural voices, as both instances know by now. */
    private String listener() {
        UUID id = UUID.randomUUID();
        billing.plan(id, "pro", 200_000, null);
        String bearer = TestIdentity.shared().accessToken().account(id).bearer();
        for (int at : new int[] {port, second.port()}) {
            HttpRequest voices =
                    HttpRequest.newBuilder(request(at, "/api/tts/voices").build().uri())
                            .header("Authorization", bearer)
                            .build();
            await().atMost(30, SECONDS).until(() -> send(voices).statusCode() == 200);
        }
        return bearer;
    }

    /** A bucket of so many calls, refilled evenly: true of every stretch of the recorded times. */
    private static void requireWithin(List<Instant> times, int burst, int perSecond) {
        for (int from = 0; from < times.size(); from++) {
            for (int to = from; to < times.size(); to++) {
                double seconds = Duration.between(times.get(from), times.get(to)).toNanos() / 1e9;
                assertThat(to - from + 1.0)
                        .as("calls from %s to %s", times.get(from), times.get(to))
                        .isLessThanOrEqualTo(burst + perSecond * seconds);
            }
        }
    }

    private HttpRequest neural(int number, String bearer) {
        ObjectNode body = body("Neural text number %d, short.".formatted(number));
        return HttpRequest.newBuilder(on(number % 2, body.put("quality", "neural")).uri())
                .header("Authorization", bearer)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpRequest on(int instance, ObjectNode body) {
        return request(instance == 0 ? port : second.port(), "/api/tts/synthesize")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private int flights() {
        return jdbc.sql("select count(*) from segment_flight").query(Integer.class).single();
    }

    private List<String> outcomes() {
        return jdbc.sql(
                        """
                        select o.outcome from provider_outcome o
                        join provider_call c on c.id = o.call_id
                        join audio a on a.id = c.audio_id
                        where a.account_id = :account order by o.outcome
                        """)
                .param("account", account)
                .query(String.class)
                .list();
    }

    private int spoken() {
        return polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum();
    }
}
