package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import app.feedtape.tts.ledger.CharacterLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private static final String UNKNOWN = "o.call_id is null or o.outcome = 'unknown'";
    private static final String PROVIDER =
            """
            select coalesce(sum(%s), 0) from provider_call c
            left join provider_outcome o on o.call_id = c.id
            join audio a on a.id = c.audio_id where a.payer_id = any(:payers) and (%s)
            """;

    private static final String NAMELESS =
            """
            select object from unnest(:objects) as written (object)
            where not exists (select from stored_segment s where s.object = written.object)
              and not exists (select from discarded_object d where d.object = written.object)
            """;

    private static QuickStart learned;

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
        QuickStart quickly = quickly();
        Victim next = victim(quickly, point);
        try (KafkaProbe probe = KafkaProbe.fromNow("usage");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 1; round <= ROUNDS; round++) {
                try (Victim victim = next) {
                    List<Somebody> all = crash(victim, threads);
                    // It starts while the books of the one before it are looked at.
                    next = round < ROUNDS ? victim(quickly, point) : victim;
                    verify(victim, all, probe, threads);
                }
                LOG.info("{}: {} of {} survived", point, round, ROUNDS);
            }
        } finally {
            next.close();
        }
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    }

    /** An instance and where it is going to die. */
    private record Victim(DyingInstance dying, CrashPoint point, int after)
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

    private Victim victim(QuickStart quickly, CrashPoint point) throws IOException {
        int after = random.nextInt(1, LISTENERS);
        return new Victim(DyingInstance.start(environment, quickly, point, after), point, after);
    }

    private QuickStart quickly() throws IOException, InterruptedException {
        if (ROUNDS < WORTH_LEARNING) {
            return QuickStart.none();
        }
        synchronized (CrashTest.class) {
            if (learned == null) {
                QuickStart prepared = QuickStart.prepare();
                DyingInstance.teach(environment, prepared);
                learned = prepared;
            }
            return learned;
        }
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
        leasesEnd(all);
        long charged = theBooksAgree(what, all, probe);
        assertThat(charged)
                .as(what)
                .isEqualTo(stored(all))
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
        assertThat(theBooksAgree(what, all, probe))
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

    /** The same request with the same key, to the instance that lives. */
    private void hearAll(HttpRequest request, int theirPort) {
        HttpRequest again =
                HttpRequest.newBuilder(request, (name, value) -> true)
                        .uri(
                                java.net.URI.create(
                                        request.uri()
                                                .toString()
                                                .replace(":" + theirPort, ":" + port)))
                        .build();
        HttpResponse<byte[]> answer = send(again);
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
    }

    /** What the dead instance had leased, as if its time were over. */
    private void leasesEnd(List<Somebody> all) {
        UUID[] payers = payers(all);
        for (String lease :
                List.of(
                        "update hold set lease_until = app_now() - interval '1 second'"
                                + " where payer_id = any(:payers) and state = 'open'",
                        "update audio set maker_until = app_now() - interval '1 second'"
                                + " where payer_id = any(:payers) and maker is not null",
                        "update idempotency set claimed_at = claimed_at - interval '2 minutes'"
                                + " where payer_id = any(:payers) and state = 'running'")) {
            jdbc.sql(lease).param("payers", payers).update();
        }
        await().atMost(30, SECONDS)
                .until(() ->
                        !ledger.trySettleOneExpired()
                                && number(
                                                "select count(*) from hold where payer_id = any(:payers)"
                                                        + " and state = 'open'",
                                                payers)
                                        == 0);
    }

    /** Counter, entries, facts and the provider's rows say the same; answers how much. */
    private long theBooksAgree(String what, List<Somebody> all, KafkaProbe probe) {
        UUID[] payers = payers(all);
        long entries =
                number(
                        "select coalesce(sum(characters), 0) from ledger_entry"
                                + " where payer_id = any(:payers) and kind = 'commit'",
                        payers);
        assertThat(
                        number(
                                "select coalesce(sum(committed), 0) from character_day"
                                        + " where payer_id = any(:payers)",
                                payers))
                .as(what)
                .isEqualTo(entries);
        assertThat(
                        number(
                                "select coalesce(sum(held), 0) from character_day"
                                        + " where payer_id = any(:payers)",
                                payers))
                .as(what)
                .isZero();
        await(what + ": facts")
                .atMost(120, SECONDS)
                .until(() -> facts(probe, List.of(payers)), heard -> heard == entries);
        theProviderAgrees(what, payers);
        theStorageAgrees(what);
        return entries;
    }

    /** Whatever was written since is named by a row, or listed to be removed. */
    private void theStorageAgrees(String what) {
        try (Stream<Path> all = Files.walk(audioDirectory)) {
            String[] objects =
                    all.filter(Files::isRegularFile)
                            .filter(file -> file.toFile().lastModified() > begunAt.toEpochMilli())
                            .map(file -> file.getFileName().toString().substring(0, 64))
                            .toArray(String[]::new);
            assertThat(jdbc.sql(NAMELESS).param("objects", objects).query(String.class).list())
                    .as(what)
                    .isEmpty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long facts(KafkaProbe probe, List<UUID> payers) {
        return probe.heard(UsageRecorded.class).stream()
                .filter(fact -> payers.contains(fact.payerId()))
                .collect(
                        Collectors.toMap(
                                UsageRecorded::entryId, UsageRecorded::characters, (a, b) -> a))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Of a call without an outcome nobody knows whether the provider charged it. */
    private void theProviderAgrees(String what, UUID[] payers) {
        long known = number(PROVIDER.formatted("o.accepted_characters", "true"), payers);
        long unknown = number(PROVIDER.formatted("c.characters", UNKNOWN), payers);
        assertThat(spoken()).as(what).isBetween(known, known + unknown);
    }

    /** What the provider delivered and was kept, by the rows of the provider's side. */
    private long stored(List<Somebody> all) {
        return number(
                PROVIDER.formatted("o.accepted_characters", "o.outcome = 'stored'"), payers(all));
    }

    private static UUID[] payers(List<Somebody> all) {
        return all.stream().map(Somebody::payer).distinct().toArray(UUID[]::new);
    }

    private long spoken() {
        return polly.callsSince(begunAt).stream().mapToLong(TestPolly.Call::characters).sum();
    }

    private int calls() {
        return polly.callsSince(begunAt).size();
    }

    private long number(String sql, UUID[] payers) {
        return jdbc.sql(sql).param("payers", payers).query(Long.class).single();
    }
}
