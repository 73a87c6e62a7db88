package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.node.ObjectNode;

/** Streams at once, slow listeners, and the same listening on two instances. */
@TestPropertySource(
        properties = {"FEEDTAPE_STREAMS_PER_ACCOUNT=4", "FEEDTAPE_LISTENER_PATIENCE=2s"})
class StreamsTest extends SpeechServiceTest {

    private static SecondInstance second;

    @Autowired ConfigurableEnvironment environment;

    @Autowired MeterRegistry metrics;

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
    void anAccountHasFourStreamsAtOnceOverAllInstancesAndTheFifthIsToldWhenToComeBack()
            throws Exception {
        polly.fault("latency", -1, 4_000, 0);
        List<Callable<HttpResponse<byte[]>>> requests =
                IntStream.range(0, 20)
                        .mapToObj(i ->
                                (Callable<HttpResponse<byte[]>>)
                                        () ->
                                                send(
                                                        on(
                                                                i % 2,
                                                                body(
                                                                        "Text number %d."
                                                                                .formatted(i)),
                                                                null)))
                        .toList();
        try (var threads = Executors.newFixedThreadPool(20)) {
            List<HttpResponse<byte[]>> answers =
                    threads.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(answers).filteredOn(one -> one.statusCode() == 200).hasSize(4);
            assertThat(answers)
                    .filteredOn(one -> one.statusCode() != 200)
                    .allSatisfy(refused -> {
                        assertThat(error(refused)).isEqualTo("429 RATE_LIMITED");
                        assertThat(header(refused, "Retry-After")).matches("[1-9][0-9]?");
                        assertThat(read(refused).at("/error/details/decision_id").asString())
                                .isNotEmpty();
                    });
        }
        assertThat(polly.callsSince(begunAt)).hasSize(4);
        polly.calm();
        assertThat(synthesize("One after the others.").statusCode()).isEqualTo(200);
        assertThat(places()).isZero();
    }

    @Test
    void placesOfAnInstanceThatDiedComeBackWhenTheirLeaseIsOver() {
        occupy("1 minute");
        assertThat(error(synthesize("Not yet."))).isEqualTo("429 RATE_LIMITED");
        jdbc.sql("update open_stream set lease_until = app_now() - interval '1 second'").update();
        assertThat(synthesize("By now.").statusCode()).isEqualTo(200);
    }

    @Test
    void whoHasNoPlaceHasNothingSetAsideAndHisKeyIsStillHis() {
        occupy("1 minute");
        HttpRequest asked = on(0, body("Nothing of it lasts."), "key-2");
        assertThat(error(send(asked))).isEqualTo("429 RATE_LIMITED");
        assertThat(holds()).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();

        jdbc.sql("delete from open_stream").update();
        assertThat(send(asked).statusCode()).isEqualTo(200);
        assertThat(places()).isZero();
    }

    @Test
    void aRefusalGivesThePlaceBack() {
        quota(10);
        for (int i = 0; i < 6; i++) {
            assertThat(error(synthesize("More than ten characters.")))
                    .isEqualTo("402 QUOTA_EXCEEDED");
        }
        assertThat(places()).isZero();
    }

    @Test
    void whoeverReadsNothingLosesTheStreamAndItsPlace() throws Exception {
        pro();
        try (SlowListener slow = SlowListener.to(this, body(prose(10_000)).put("speed", 0.5))) {
            await().atMost(15, SECONDS).until(() -> places() == 1);
            await().atMost(20, SECONDS).until(() -> places() == 0);
            await().atMost(15, SECONDS)
                    .until(() -> read(get("/api/tts/usage")).path("characters_held").asLong() == 0);
        }
    }

    @Test
    void soundThatWasHeardLeavesTheMemoryWhileTheRestIsBeingMade() throws Exception {
        polly.fault("latency", 3, 100, 0);
        polly.fault("latency", -1, 3_000, 0);
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<HttpResponse<byte[]>> heard = threads.submit(() -> synthesize(prose(10_000)));
            await().atMost(30, SECONDS)
                    .until(() ->
                            booked() >= 3
                                    && metrics.get("feedtape.speech.running").gauge().value() == 1
                                    && bytesInMemory() == 0);
            assertThat(heard.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theSameKeyOnAnotherInstanceListensToTheSameProduction() throws Exception {
        polly.fault("latency", -1, 1_000, 0);
        ObjectNode body = body(prose(3_000));
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<HttpResponse<byte[]>> first = threads.submit(() -> send(on(0, body, "key-1")));
            await().until(() -> heldNow() == 3_000);
            Future<HttpResponse<byte[]>> other = threads.submit(() -> send(on(1, body, "key-1")));
            assertThat(other.get().statusCode()).isEqualTo(200);
            assertThat(other.get().body()).isEqualTo(first.get().body());
            assertThat(header(other.get(), "Content-Location"))
                    .isEqualTo(header(first.get(), "Content-Location"));
        }
        assertThat(charactersUsed()).isEqualTo(3_000);
        assertThat(spoken()).isEqualTo(3_000);
        assertThat(holds()).isEqualTo(1);
    }

    @Test
    void whenTheFirstListenerLeavesTheOtherInstanceGoesOnAndNothingIsPaidTwice() throws Exception {
        polly.fault("latency", -1, 700, 0);
        ObjectNode body = body(prose(10_000));
        HttpResponse<InputStream> first = open(on(0, body, "key-2"));
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<HttpResponse<byte[]>> other = threads.submit(() -> send(on(1, body, "key-2")));
            await().until(() -> places() == 2);
            first.body().close();
            assertThat(other.get(60, SECONDS).statusCode()).isEqualTo(200);
            assertThat(get(header(other.get(), "Content-Location")).body())
                    .isEqualTo(other.get().body());
        }
        assertThat(charactersUsed()).isEqualTo(10_000);
        assertThat(spoken()).isEqualTo(10_000);
    }

    @Test
    void whatADeadInstanceWasMakingIsGoneOnWith() throws Exception {
        ObjectNode body = body(prose(300));
        String place = header(send(on(0, body, "key-3")), "Content-Location");
        jdbc.sql(
                        """
                        update audio set maker = :id, maker_until = app_now() - interval '1 second'
                        where account_id = :account
                        """)
                .param("id", UUID.randomUUID())
                .param("account", account)
                .update();
        HttpResponse<byte[]> again = send(on(1, body, "key-3"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(header(again, "Content-Location")).isEqualTo(place);
    }

    private HttpRequest on(int instance, ObjectNode body, String key) {
        HttpRequest.Builder request =
                request(instance == 0 ? port : second.port(), "/api/tts/synthesize")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        return (key == null ? request : request.header("Idempotency-Key", key)).build();
    }

    private void occupy(String lease) {
        for (int place = 1; place <= 4; place++) {
            jdbc.sql(
                            """
                            insert into open_stream (account_id, place, id, lease_until)
                            values (:account, :place, :id, app_now() + cast(:lease as interval))
                            """)
                    .param("account", account)
                    .param("place", place)
                    .param("id", UUID.randomUUID())
                    .param("lease", lease)
                    .update();
        }
    }

    private int places() {
        return count("select count(*) from open_stream where account_id = :account");
    }

    private int holds() {
        return count("select count(*) from hold where account_id = :account");
    }

    private int booked() {
        return count(
                "select count(*) from audio_segment join audio a on a.id = audio_id"
                        + " where a.account_id = :account");
    }

    private int count(String sql) {
        return jdbc.sql(sql).param("account", account).query(Integer.class).single();
    }

    private double bytesInMemory() {
        return metrics.get("feedtape.speech.sound.bytes").gauge().value();
    }

    private int spoken() {
        return polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum();
    }

    private int heldNow() {
        return read(get("/api/tts/usage")).path("characters_held").asInt();
    }
}
