package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.UsageFact.UsageRefunded;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult.Held;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every character once: at the limit, at once, abandoned, failed, crashed. */
class LedgerExactnessTest extends SpeechServiceTest {

    private static final int BROKEN_OFF = 0;

    @Autowired CharacterLedger ledger;

    @AfterEach
    void theBooksAgree() throws Exception {
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    }

    @Test
    void theLastCharacterOfTheDayIsSpentAndNotOneMore() {
        quota(1_300);
        assertThat(error(synthesize(prose(1_301)))).isEqualTo("402 QUOTA_EXCEEDED");
        assertThat(header(synthesize(prose(1_300)), "X-Usage-Remaining")).isEqualTo("0");
        assertThat(error(synthesize("a"))).isEqualTo("402 QUOTA_EXCEEDED");
        assertThat(charactersUsed()).isEqualTo(1_300);
    }

    @Test
    void twoHundredAtOnceForTheLastCharactersGetExactlyThose() throws Exception {
        quota(1_538);
        List<Callable<Integer>> requests =
                IntStream.range(0, 200)
                        .mapToObj(i ->
                                (Callable<Integer>)
                                        () ->
                                                synthesize(
                                                                "Sentence %03d is one hundred characters long, whatever else it may want to say, and not one more, ok."
                                                                        .formatted(i)
                                                                        .substring(0, 100))
                                                        .statusCode())
                        .toList();
        try (var threads = Executors.newFixedThreadPool(50)) {
            List<Integer> statuses =
                    threads.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(statuses).containsOnly(200, 402);
            assertThat(statuses).filteredOn(status -> status == 200).hasSize(15);
        }
        assertThat(charactersUsed()).isEqualTo(1_500);
        assertThat(polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum())
                .isEqualTo(1_500);
    }

    @Test
    void theSameTextTwiceAtOnceIsSpokenAndPaidOnce() throws Exception {
        String text = prose(3_000);
        List<Callable<HttpResponse<byte[]>>> requests =
                IntStream.range(0, 6)
                        .mapToObj(i -> (Callable<HttpResponse<byte[]>>) () -> synthesize(text))
                        .toList();
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<HttpResponse<byte[]>> answers =
                    threads.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
            assertThat(
                            answers.stream()
                                    .map(answer -> java.util.Arrays.hashCode(answer.body()))
                                    .distinct())
                    .hasSize(1);
        }
        assertThat(charactersUsed()).isEqualTo(3_000);
        assertThat(polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum())
                .isEqualTo(3_000);
    }

    @Test
    void aListenerWhoLeavesPaysForWhatWasDeliveredAndHearsItAgainForNothing() throws Exception {
        polly.fault("latency", -1, 500, 0);
        String text = prose(10_000);
        // More than the system takes for a listener who does not: only so it is noticed in time.
        HttpResponse<InputStream> open =
                open(synthesizing(body(text).put("format", "pcm").toString()));
        String place = header(open, "Content-Location");
        open.body().readNBytes(1_000);
        open.body().close();

        await().atMost(20, SECONDS)
                .until(() -> read(get(place + "/receipt")).path("settled").asBoolean());
        JsonNode receipt = read(get(place + "/receipt"));
        long charged = receipt.path("charged").asLong();
        assertThat(charged).isBetween(1L, 9_999L);
        assertThat(charged + receipt.path("released").asLong()).isEqualTo(10_000);
        assertThat(charactersUsed()).isEqualTo(charged);
        assertThat(polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum())
                .isEqualTo((int) charged);
        assertThat(error(get(place))).isEqualTo("409 CONFLICT");

        polly.calm();
        HttpResponse<byte[]> resumed = synthesize(text);
        assertThat(header(resumed, "X-Characters-Charged")).isEqualTo("" + (10_000 - charged));
        assertThat(charactersUsed()).isEqualTo(10_000);
    }

    @Test
    void whenTheVoiceFailsBeforeTheFirstByteEverythingGoesBack() {
        try (KafkaProbe probe = KafkaProbe.fromNow("usage")) {
            polly.fault("error", -1);
            HttpResponse<byte[]> response = synthesize(prose(500));
            assertThat(error(response)).isEqualTo("503 SPEECH_UNAVAILABLE");
            assertThat(Integer.parseInt(header(response, "Retry-After"))).isLessThanOrEqualTo(10);
            assertThat(charactersUsed()).isZero();
            assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();
            UsageRefunded refund =
                    probe.await(UsageRefunded.class, fact -> fact.payerId().equals(account));
            assertThat(refund.characters()).isEqualTo(500);
            assertThat(refund.reason()).isEqualTo("provider_failed");
        }
    }

    @Test
    void aCrashLeavesAHoldThatIsSettledByWhatWasStored() {
        Held held =
                (Held)
                        ledger.hold(
                                new HoldOrder(account, account, UUID.randomUUID(), 700, 20_000L));
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isEqualTo(700);
        jdbc.sql("update hold set lease_until = app_now() - interval '1 second' where id = :id")
                .param("id", held.holdId())
                .update();
        await().atMost(20, SECONDS)
                .until(() -> read(get("/api/tts/usage")).path("characters_held").asLong() == 0);
        assertThat(charactersUsed()).isZero();
    }

    @Test
    void aListeningWhoseHoldRanOutGoesOnWithAnotherAndIsPaidOnce() throws Exception {
        quota(12_000);
        polly.fault("latency", -1, 1_500, 0);
        String text = prose(10_000);
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<HttpResponse<byte[]>> heard = threads.submit(() -> synthesize(text));
            await().until(() -> heldNow() == 10_000);
            loseHolds();
            assertThat(heard.get().statusCode()).isEqualTo(200);
        }
        assertThat(charactersUsed()).isEqualTo(10_000);
        assertThat(heldNow()).isZero();
        JsonNode usage = read(get("/api/tts/usage")).path("usage");
        assertThat(usage.path("requests").asLong(1)).isEqualTo(1);
    }

    @Test
    void aListeningWhoseHoldRanOutEndsWhenTheDayHasNothingLeftAndBuysNoMore() throws Exception {
        quota(10_000);
        polly.fault("latency", -1, 1_500, 0);
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<HttpResponse<byte[]>> heard = threads.submit(() -> synthesize(prose(10_000)));
            await().until(() -> heldNow() == 10_000);
            loseHolds();
            ledger.hold(new HoldOrder(account, account, UUID.randomUUID(), 5_000, 10_000L));
            assertThat(heard.get().statusCode()).isEqualTo(503);
        }
        assertThat(charactersUsed()).isZero();
        assertThat(polly.callsSince(begunAt)).hasSizeLessThanOrEqualTo(3);
    }

    /** Leases run out and are settled, while the listening goes on. */
    private void loseHolds() {
        jdbc.sql(
                        "update hold set lease_until = app_now() - interval '1 second'"
                                + " where account_id = :account and state = 'open'")
                .param("account", account)
                .update();
        await().atMost(20, SECONDS).until(() -> !ledger.trySettleOneExpired() && heldNow() == 0);
    }

    @Test
    void theDatabaseItselfRefusesToOverspendAHold() {
        Held held =
                (Held) ledger.hold(new HoldOrder(account, account, UUID.randomUUID(), 10, 20_000L));
        org.junit.jupiter.api.Assertions.assertThrows(
                DataIntegrityViolationException.class,
                () ->
                        jdbc.sql("update hold set committed = 11 where id = :id")
                                .param("id", held.holdId())
                                .update());
    }

    @Test
    void entriesCanNeitherBeChangedNorRemovedByTheService() {
        for (String statement :
                List.of("update ledger_entry set characters = 1", "delete from ledger_entry")) {
            org.junit.jupiter.api.Assertions.assertThrows(
                    BadSqlGrammarException.class, () -> jdbc.sql(statement).update());
        }
    }

    @Test
    void theSameKeyGivesTheSameAudioAndAnotherBodyIsRefused() {
        ObjectNode body = body(prose(400));
        var request = keyed(body, "key-1");
        HttpResponse<byte[]> first = send(request);
        HttpResponse<byte[]> again = send(request);
        assertThat(header(again, "Content-Location")).isEqualTo(header(first, "Content-Location"));
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(charactersUsed()).isEqualTo(400);
        assertThat(error(send(keyed(body(prose(401)), "key-1"))))
                .isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void theSameKeyWhileTheFirstIsRunningListensToTheSameSound() throws Exception {
        polly.fault("latency", -1, 1_500, 0);
        ObjectNode body = body(prose(1_000));
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<HttpResponse<byte[]>> first = threads.submit(() -> send(keyed(body, "key-4")));
            await().until(() -> polly.callsSince(begunAt).size() + heldNow() > 0);
            HttpResponse<byte[]> second = send(keyed(body, "key-4"));
            assertThat(second.body()).isEqualTo(first.get().body());
            assertThat(header(second, "Content-Location"))
                    .isEqualTo(header(first.get(), "Content-Location"));
        }
        assertThat(charactersUsed()).isEqualTo(1_000);
        assertThat(polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum())
                .isEqualTo(1_000);
    }

    private int heldNow() {
        return read(get("/api/tts/usage")).path("characters_held").asInt();
    }

    @Test
    void anyMixOfHoldsCommitsAndReleasesAddsUp() throws Exception {
        quota(20_000);
        Random random = new Random(20_261_120);
        List<Callable<Integer>> requests =
                IntStream.range(0, 60)
                        .mapToObj(i ->
                                (Callable<Integer>)
                                        () -> {
                                            if (i % 7 == 0) {
                                                polly.fault(
                                                        i % 2 == 0 ? "error" : "short", 1, 0, 700);
                                            }
                                            return statusOrBroken(
                                                    "Number %d. ".formatted(i)
                                                            + prose(random.nextInt(1, 900)));
                                        })
                        .toList();
        try (var threads = Executors.newFixedThreadPool(20)) {
            List<Integer> statuses =
                    threads.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(statuses).isSubsetOf(200, 402, 503, BROKEN_OFF);
        }
        long stored =
                jdbc.sql(
                                """
                                select coalesce(sum(c.characters), 0) from provider_call c
                                join provider_outcome o on o.call_id = c.id and o.outcome = 'stored'
                                join audio a on a.id = c.audio_id where a.account_id = :account
                                """)
                        .param("account", account)
                        .query(Long.class)
                        .single();
        assertThat(charactersUsed()).isEqualTo(stored).isLessThanOrEqualTo(20_000);
        assertThat(heldNow()).isZero();
    }

    /** The first segment may have been heard when a later one fails. */
    private int statusOrBroken(String text) {
        try {
            return synthesize(text).statusCode();
        } catch (UncheckedIOException cut) {
            return BROKEN_OFF;
        }
    }

    @Test
    void aKeyWhoseRequestFailedMayBeTriedAgain() {
        quota(300);
        ObjectNode body = body(prose(400));
        assertThat(error(send(keyed(body, "key-2")))).isEqualTo("402 QUOTA_EXCEEDED");
        polly.fault("denied", 1);
        ObjectNode smaller = body(prose(200));
        assertThat(error(send(keyed(smaller, "key-3")))).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(send(keyed(smaller, "key-3")).statusCode()).isEqualTo(200);
        assertThat(charactersUsed()).isEqualTo(200);
    }

    private java.net.http.HttpRequest keyed(ObjectNode body, String key) {
        return request("/api/tts/synthesize")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }
}
