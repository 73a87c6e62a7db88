package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.tts.audio.Mp3;
import app.feedtape.tts.audio.Sound;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What the provider may do to us, and that a broken answer is never a whole one. */
class ProviderFaultsTest extends SpeechServiceTest {

    @Autowired MeterRegistry metrics;

    @ParameterizedTest
    @ValueSource(strings = {"throttle", "error"})
    void whatPassesByItselfIsTriedAgain(String mode) {
        polly.fault(mode, 2);
        assertThat(synthesize(prose(150)).statusCode()).isEqualTo(200);
        assertThat(polly.callsSince(begunAt)).hasSize(3);
        assertThat(charactersUsed()).isEqualTo(150);
    }

    @ParameterizedTest
    @CsvSource({"short, 0", "short, 1000", "short, 1560", "cut, 0", "cut, 1000", "cut, 1570"})
    void anAnswerThatEndsEarlyIsAskedForAgainAndNeverHandedOn(String mode, int afterBytes) {
        polly.fault(mode, 1, 0, afterBytes);
        HttpResponse<byte[]> response = synthesize(prose(150));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(((Sound) Mp3.read(response.body())).millis()).isBetween(9_000L, 9_100L);
        assertThat(charactersUsed()).isEqualTo(150);
        assertThat(
                        jdbc.sql(
                                        """
                                        select o.outcome from provider_outcome o
                                        join provider_call c on c.id = o.call_id
                                        join audio a on a.id = c.audio_id
                                        where a.account_id = :account order by o.ended_at
                                        """)
                                .param("account", account)
                                .query(String.class)
                                .list())
                .hasSize(2)
                .endsWith("stored");
    }

    /**
     * A stall of a minute before and in the middle of the answer, a byte a second for ever, and
     * less than the answer said it would have.
     */
    @Test
    void anAnswerThatDoesNotComeOrDoesNotEndIs503WithEverythingReleased() throws Exception {
        polly.fault("stall", 1, 60_000, 0);
        polly.fault("stall", 1, 60_000, 500);
        polly.fault("trickle", 1, 1_000, 500);
        polly.fault("length", 1);
        List<Callable<HttpResponse<byte[]>>> requests =
                IntStream.range(150, 154)
                        .mapToObj(i -> (Callable<HttpResponse<byte[]>>) () -> synthesize(prose(i)))
                        .toList();
        try (var listeners = Executors.newFixedThreadPool(4)) {
            assertThat(listeners.invokeAll(requests).stream().map(Future::resultNow))
                    .allSatisfy(this::requireUnavailable);
        }
        requireNothingSpent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "json", "html", "error"})
    void whatNeverIsSoundIs503AndCostsNothing(String mode) {
        polly.fault(mode, -1);
        requireUnavailable(synthesize(prose(150)));
        requireNothingSpent();
    }

    @Test
    void aProviderThatGoesOnThrottlingIsLeftAloneAndTheRestIsServed() {
        polly.fault("throttle", -1);
        CircuitBreaker breaker = breakers.circuitBreaker("speech-standard");
        for (int i = 0; breaker.getState() != State.OPEN; i++) {
            assertThat(i).as("requests until it is left alone").isLessThan(20);
            requireUnavailable(synthesize(prose(200 + i)));
        }
        breaker.transitionToForcedOpenState();
        int calls = polly.callsSince(begunAt).size();
        requireUnavailable(synthesize(prose(300)));
        assertThat(polly.callsSince(begunAt)).hasSize(calls);
        requireNothingSpent();
        jdbc.sql("update engine_pace set pace = 1, full_at = app_now()").update();
    }

    private void requireUnavailable(HttpResponse<byte[]> response) {
        assertThat(error(response)).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(header(response, "Retry-After")).matches("[1-9]|10");
    }

    private void requireNothingSpent() {
        assertThat(charactersUsed()).isZero();
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();
    }

    @Test
    void ourOwnExpiredCredentialsAreNeverTheClients() {
        polly.fault("denied", 1);
        assertThat(error(synthesize(prose(150)))).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(polly.callsSince(begunAt)).hasSize(1);
        assertThat(charactersUsed()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "too_long, 413 TEXT_TOO_LONG",
        "ssml, 503 SPEECH_UNAVAILABLE",
        "language, 422 LANGUAGE_UNSUPPORTED",
        "engine, 400 VALIDATION_FAILED",
        "denied, 503 SPEECH_UNAVAILABLE"
    })
    void whatTheProviderRefusesIsSaidInOurWordsNotTriedAgainAndCostsNothing(
            String mode, String answer) {
        polly.fault(mode, 1);
        assertThat(error(synthesize(prose(150)))).isEqualTo(answer);
        assertThat(polly.callsSince(begunAt)).hasSize(1);
        requireNothingSpent();
    }

    @ParameterizedTest
    @CsvSource({"ssml, REFUSED", "denied, DENIED"})
    void whatIsOurOwnFaultIsCountedForTheOperators(String mode, String kind) {
        double before = alerts(kind);
        polly.fault(mode, 1);
        synthesize(prose(150));
        assertThat(alerts(kind)).isEqualTo(before + 1);
    }

    private double alerts(String kind) {
        return metrics.find("feedtape.speech.failures").tag("kind", kind).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void whenTheVoiceFailsInTheMiddleTheTransferIsBrokenOffAndWhatWasHeardIsPaid()
            throws Exception {
        String text = prose(10_000);
        polly.fault("latency", 3, 50, 0);
        polly.fault("denied", -1);
        HttpResponse<InputStream> response = open(synthesizing(body(text).toString()));
        assertThat(response.statusCode()).isEqualTo(200);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        assertThatThrownBy(() -> response.body().transferTo(received))
                .isInstanceOf(IOException.class);
        polly.calm();

        assertThat(Mp3.read(received.toByteArray())).isInstanceOf(Sound.class);
        long used = charactersUsed();
        assertThat(used).isBetween(1L, 9_999L);
        HttpResponse<byte[]> rest = synthesize(text);
        assertThat(header(rest, "X-Characters-Charged")).isEqualTo("" + (10_000 - used));
        assertThat(rest.body()).startsWith(received.toByteArray());
    }

    @Test
    void neuralCallsStayWithinTheProvidersBudget() {
        pro();
        for (int i = 0; i < 20; i++) {
            synthesize(
                    body("Neural sentence number %d, short and sweet.".formatted(i))
                            .put("quality", "neural"));
        }
        assertThat(polly.callsSince(begunAt))
                .allSatisfy(call -> assertThat(call.status()).isEqualTo(200))
                .allSatisfy(call -> assertThat(call.engine()).isEqualTo("neural"));
    }
}
