package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.tts.audio.storage.TestBucket;
import app.feedtape.tts.audio.storage.TestBucket.Fault;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.ConfigurableEnvironment;

/** The service with its sound in a bucket, and what a listener sees when that fails. */
class ObjectStorageTest extends SpeechServiceTest {

    private static final TestBucket BUCKET = new TestBucket();
    private static SecondInstance instance;

    @Autowired ConfigurableEnvironment environment;

    @BeforeEach
    void withABucket() {
        if (instance == null) {
            instance =
                    SecondInstance.beside(
                            environment,
                            Map.of(
                                    "FEEDTAPE_AUDIO_BUCKET",
                                    TestBucket.NAME,
                                    "FEEDTAPE_AUDIO_S3_ENDPOINT",
                                    BUCKET.address()));
        }
    }

    /** Ten good calls: what one test does to the breaker is nothing to the next. */
    @AfterEach
    void bucketIsWell() {
        BUCKET.calm();
        String text = text(150);
        await().atMost(30, SECONDS).until(() -> speak(text).statusCode() == 200);
        for (int i = 0; i < 10; i++) {
            assertThat(speak(text).statusCode()).isEqualTo(200);
        }
    }

    @AfterAll
    static void stop() {
        instance.close();
        BUCKET.close();
    }

    private HttpResponse<byte[]> speak(String text) {
        return send(
                request(instance.port(), "/api/tts/synthesize")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body(text).toString()))
                        .build());
    }

    private HttpResponse<byte[]> fetch(String place) {
        return send(request(instance.port(), place).build());
    }

    private static String text(int characters) {
        return prose(characters * 2)
                        .replace("quick brown", UUID.randomUUID().toString())
                        .substring(0, characters - 1)
                + ".";
    }

    private int billed() {
        return polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum();
    }

    @Test
    void whatIsStreamedIsInTheBucketAndIsFetchedFromThere() {
        int before = BUCKET.objects().size();
        HttpResponse<byte[]> streamed = speak(text(900));
        String place = header(streamed, "Content-Location");
        assertThat(BUCKET.objects()).hasSizeGreaterThan(before);
        assertThat(fetch(place).body()).isEqualTo(streamed.body());
        HttpResponse<byte[]> part =
                send(request(instance.port(), place).header("Range", "bytes=7000-250000").build());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body())
                .isEqualTo(
                        Arrays.copyOfRange(
                                streamed.body(), 7_000, Math.min(250_001, streamed.body().length)));
    }

    @Test
    void aBucketThatThrottlesOrBreaksOffOnceIsNotNoticed() {
        BUCKET.fault(Fault.SLOW_DOWN, 1, "PUT");
        HttpResponse<byte[]> streamed = speak(text(400));
        assertThat(streamed.statusCode()).isEqualTo(200);
        assertThat(billed()).isEqualTo(400);
        BUCKET.fault(Fault.BROKEN_BODY, 1, "GET");
        assertThat(fetch(header(streamed, "Content-Location")).body()).isEqualTo(streamed.body());
    }

    @Test
    void whatCannotBeKeptIsNotSpokenNotChargedAndMadeOnceTheBucketIsBack() {
        String text = text(150);
        BUCKET.fault(Fault.AWAY, 3, "PUT");
        assertThat(error(speak(text))).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(charactersUsed()).isZero();
        assertThat(outcomes("wasted")).isEqualTo(1);
        BUCKET.calm();
        HttpResponse<byte[]> again = speak(text);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(charactersUsed()).isEqualTo(150);
        assertThat(outcomes("stored")).isEqualTo(1);
        assertThat(fetch(header(again, "Content-Location")).body()).isEqualTo(again.body());
    }

    private int outcomes(String outcome) {
        return jdbc.sql(
                        """
                        select count(*) from provider_outcome
                        join provider_call call on call.id = call_id join audio on audio.id = audio_id
                        where audio.account_id = :account and outcome = :outcome
                        """)
                .param("account", account)
                .param("outcome", outcome)
                .query(Integer.class)
                .single();
    }

    @Test
    void whatWasPaidIsNeitherLostNorPaidAgainWhileTheBucketIsAway() {
        String text = text(150);
        HttpResponse<byte[]> streamed = speak(text);
        BUCKET.fault(Fault.AWAY, 3, "GET");
        HttpResponse<byte[]> away = fetch(header(streamed, "Content-Location"));
        assertThat(error(away)).isEqualTo("503 UPSTREAM_UNAVAILABLE");
        assertThat(header(away, "Retry-After")).isEqualTo("5");
        assertThat(header(away, "Content-Type")).startsWith("application/json");
        BUCKET.calm();
        BUCKET.fault(Fault.AWAY, 3, "GET");
        assertThat(error(speak(text))).isEqualTo("503 SPEECH_UNAVAILABLE");
        BUCKET.calm();
        assertThat(speak(text).body()).isEqualTo(streamed.body());
        assertThat(charactersUsed()).isEqualTo(150);
        assertThat(billed()).isEqualTo(150);
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW_DOWN", "STALLED"})
    void aBucketThatThrottlesOrStallsForTooLongIsToldBeforeAnySound(Fault fault) {
        HttpResponse<byte[]> streamed = speak(text(150));
        BUCKET.fault(fault, 3, "GET");
        HttpResponse<byte[]> away = fetch(header(streamed, "Content-Location"));
        assertThat(error(away)).isEqualTo("503 UPSTREAM_UNAVAILABLE");
        assertThat(header(away, "Retry-After")).isEqualTo("5");
        BUCKET.calm();
        assertThat(fetch(header(streamed, "Content-Location")).body()).isEqualTo(streamed.body());
    }

    /** Lost, cut off, or with something behind it. */
    @ParameterizedTest
    @ValueSource(ints = {0, -10, 10})
    void whatIsNotInTheBucketAsItWasPutIsNeverHeardAndMendedForNothing(int difference) {
        Set<String> before = Set.copyOf(BUCKET.objects().keySet());
        String text = text(150);
        HttpResponse<byte[]> streamed = speak(text);
        String place = header(streamed, "Content-Location");
        BUCKET.objects().keySet().removeIf(key -> difference == 0 && !before.contains(key));
        BUCKET.objects()
                .replaceAll((key, sound) ->
                        before.contains(key)
                                ? sound
                                : Arrays.copyOf(sound, sound.length + difference));

        HttpResponse<byte[]> damaged = fetch(place);
        assertThat(error(damaged)).isEqualTo("409 CONFLICT");
        assertThat(header(damaged, "ETag")).isEqualTo("(none)");
        HttpResponse<byte[]> again = speak(text);
        assertThat(again.body()).isEqualTo(streamed.body());
        assertThat(header(again, "X-Characters-Charged")).isEqualTo("0");
        assertThat(fetch(place).body()).isEqualTo(streamed.body());
        assertThat(charactersUsed()).isEqualTo(150);
    }

    /** The later segments of a longer text: the beginning has been sent when it turns out. */
    @Test
    void aTransferWhoseRestIsLostIsBrokenOffAndItsRestIsRefusedUntilItIsMended() {
        String text = text(2_000);
        Set<String> before = Set.copyOf(BUCKET.objects().keySet());
        HttpResponse<byte[]> streamed = speak(text);
        String place = header(streamed, "Content-Location");
        String last =
                jdbc.sql(
                                """
                                select coalesce(s.object, s.storage_key) from audio_segment a
                                join stored_segment s using (storage_key)
                                where a.account_id = :account order by a.position desc limit 1
                                """)
                        .param("account", account)
                        .query(String.class)
                        .single();
        assertThat(BUCKET.objects().keySet().removeIf(key -> key.endsWith(last))).isTrue();
        assertThat(BUCKET.objects().keySet()).hasSizeGreaterThan(before.size());

        assertThatThrownBy(() -> fetch(place)).isInstanceOf(UncheckedIOException.class);
        HttpRequest rest =
                request(instance.port(), place)
                        .header("Range", "bytes=%d-".formatted(streamed.body().length - 100))
                        .build();
        assertThat(error(send(rest))).isEqualTo("409 CONFLICT");
        assertThat(speak(text).body()).isEqualTo(streamed.body());
        assertThat(fetch(place).body()).isEqualTo(streamed.body());
        assertThat(charactersUsed()).isEqualTo(2_000);
    }
}
