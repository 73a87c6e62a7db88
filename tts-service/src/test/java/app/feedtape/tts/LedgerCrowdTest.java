package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.Commit;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult;
import app.feedtape.tts.ledger.HoldResult.Held;
import app.feedtape.tts.ledger.HoldResult.OverQuota;
import app.feedtape.tts.ledger.PayerTurns;
import app.feedtape.tts.ledger.SegmentKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** faults.md Q8, Q19 and Q24, and characters that a dead instance has set aside. */
class LedgerCrowdTest extends SpeechServiceTest {

    private static final boolean FULL = Boolean.getBoolean("feedtape.test.full");
    private static final int LEAVERS = FULL ? 1_000 : 30;
    private static final int AT_ONCE = 10;
    private static final int LISTENERS = 1_000;

    @Autowired CharacterLedger ledger;

    @Autowired PayerTurns turns;

    @Autowired MeterRegistry metrics;

    @Test
    void whoeverLeavesEarlyPaysOnceForWhatWasDeliveredAndLeavesNothingBehind() throws Exception {
        polly.fault("latency", -1, 300, 0);
        List<Callable<UUID>> leaving =
                IntStream.range(0, LEAVERS).mapToObj(i -> (Callable<UUID>) this::leave).toList();
        List<UUID> leavers;
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            leavers = threads.invokeAll(leaving).stream().map(Future::resultNow).toList();
        }
        await().atMost(60, SECONDS)
                .until(() -> gauge("feedtape.speech.running") == 0 && sumOf("held", leavers) == 0);
        assertThat(sumOf("committed", leavers))
                .isEqualTo(booked("kind = 'commit'", leavers))
                .isEqualTo(stored(leavers))
                .isEqualTo(spoken());
        await().atMost(30, SECONDS).until(() -> gauge("hikaricp.connections.active") == 0);
        assertThat(
                        number(
                                "select count(*) from open_stream where account_id = any(:payers)",
                                leavers))
                .isZero();
    }

    /** Hears the beginning of a text of his own. */
    private UUID leave() throws Exception {
        UUID somebody = UUID.randomUUID();
        TestToken theirs = TestIdentity.shared().accessToken().account(somebody);
        known(theirs);
        String text = "Written for %s alone. ".formatted(somebody) + prose(3_000);
        HttpRequest request =
                HttpRequest.newBuilder(synthesizing(body(text).toString()), (name, value) -> true)
                        .setHeader("Authorization", theirs.bearer())
                        .build();
        HttpResponse<InputStream> answer = open(request);
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream sound = answer.body()) {
            sound.readNBytes(2_000);
        }
        return somebody;
    }

    /** Billing has 200 ms to say what a plan has: too few for many at once when all is cold. */
    private void known(TestToken theirs) {
        HttpRequest voices =
                HttpRequest.newBuilder(request("/api/tts/voices").build(), (name, value) -> true)
                        .setHeader("Authorization", theirs.bearer())
                        .build();
        await().pollDelay(Duration.ZERO)
                .atMost(60, SECONDS)
                .until(() -> send(voices).statusCode() == 200);
    }

    @Test
    void whoHasSpentMoreThanASmallerPlanAllowsHasNothingLeftAndNeverLess() {
        pro();
        Held held = (Held) hold(account, 150_000, 200_000L);
        pay(account, held, 150_000);
        quota(20_000);

        assertThat(error(synthesize("One more sentence."))).isEqualTo("402 QUOTA_EXCEEDED");
        JsonNode usage = read(get("/api/tts/usage"));
        assertThat(usage.at("/usage/characters").asLong()).isEqualTo(150_000);
        assertThat(usage.path("characters_remaining").asLong(-1)).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();
    }

    @Test
    void aThousandAtTheirLastHundredCharactersGetThoseAndNotOneMore() throws Exception {
        List<UUID> payers = Stream.generate(UUID::randomUUID).limit(LISTENERS).toList();
        AtomicLong refused = new AtomicLong();
        List<Callable<Void>> all =
                payers.stream()
                        .flatMap(payer -> Stream.of(payer, payer))
                        .map(payer ->
                                (Callable<Void>)
                                        () -> {
                                            switch (hold(payer, 100, 100L)) {
                                                case Held held -> pay(payer, held, 100);
                                                case OverQuota _ -> refused.incrementAndGet();
                                            }
                                            return null;
                                        })
                        .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(100)) {
            threads.invokeAll(all).forEach(Future::resultNow);
        }
        assertThat(refused).hasValue(LISTENERS);
        assertThat(sumOf("committed", payers)).isEqualTo(100L * LISTENERS);
        assertThat(number("select max(committed + held) from character_day" + OF_THESE, payers))
                .isEqualTo(100);
    }

    private HoldResult hold(UUID payer, long characters, long limit) {
        return turns.untilBooked(
                payer,
                () ->
                        ledger.hold(
                                new HoldOrder(payer, payer, UUID.randomUUID(), characters, limit)));
    }

    private void pay(UUID payer, Held held, long characters) {
        String hash = UUID.randomUUID().toString().replace("-", "").repeat(2);
        SegmentKey segment = new SegmentKey(hash, "Joanna", "standard", 100);
        Commit commit = new Commit(held.holdId(), UUID.randomUUID(), segment, characters, "en");
        assertThat(turns.untilBooked(payer, () -> ledger.tryCommit(commit))).isTrue();
    }

    @Test
    void whatADeadInstanceSetAsideForThisTextIsThereForItsNextAttempt() {
        UUID dead = aDeadListeningTo(prose(900), "- interval '1 second'");
        assertThat(error(synthesize("Another text, for which nobody died.")))
                .isEqualTo("402 QUOTA_EXCEEDED");
        assertThat(synthesize(prose(900)).statusCode()).isEqualTo(200);
        assertThat(charactersUsed()).isEqualTo(1_800);
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();
        JsonNode receipt = read(get("/api/audio/" + dead + "/receipt"));
        assertThat(receipt.path("settled").asBoolean()).isTrue();
        assertThat(receipt.path("released").asLong()).isEqualTo(900);
    }

    @Test
    void whatALivingInstanceSetAsideForThisTextStaysSetAside() {
        aDeadListeningTo(prose(900), "+ interval '15 seconds'");
        assertThat(error(synthesize(prose(900)))).isEqualTo("402 QUOTA_EXCEEDED");
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isEqualTo(900);
    }

    /** Heard once and paid; then, as if never paid, an instance began it again and died. */
    private UUID aDeadListeningTo(String text, String until) {
        quota(1_800);
        String place = header(synthesize(text), "Content-Location");
        UUID audio = UUID.fromString(place.substring(place.lastIndexOf('/') + 1));
        jdbc.sql("delete from paid_segment where payer_id = :account")
                .param("account", account)
                .update();
        jdbc.sql(
                        """
                        update audio set state = 'open', finished_at = null, maker = :maker, maker_until = app_now() %s
                        where id = :id
                        """
                                .formatted(until))
                .param("maker", UUID.randomUUID())
                .param("id", audio)
                .update();
        ledger.hold(new HoldOrder(account, account, audio, 900, 1_800L));
        return audio;
    }

    private static final String OF_THESE = " where payer_id = any(:payers)";

    private long sumOf(String column, List<UUID> payers) {
        return number(
                "select coalesce(sum(%s), 0) from character_day".formatted(column) + OF_THESE,
                payers);
    }

    private long booked(String what, List<UUID> payers) {
        return number(
                "select coalesce(sum(characters), 0) from ledger_entry" + OF_THESE + " and " + what,
                payers);
    }

    private long stored(List<UUID> payers) {
        return number(
                """
                select coalesce(sum(c.characters), 0) from provider_call c
                join provider_outcome o on o.call_id = c.id and o.outcome = 'stored'
                join audio a on a.id = c.audio_id\
                """
                        + OF_THESE,
                payers);
    }

    private long number(String sql, List<UUID> payers) {
        return jdbc.sql(sql)
                .param("payers", payers.toArray(UUID[]::new))
                .query(Long.class)
                .single();
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }

    private long spoken() {
        return polly.callsSince(begunAt).stream().mapToLong(TestPolly.Call::characters).sum();
    }
}
