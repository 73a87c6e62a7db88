package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.tts.audio.Mp3;
import app.feedtape.tts.audio.Sound;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
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

    @Test
    void silenceIs503WithEverythingReleased() {
        polly.fault("stall", 1, 20_000, 0);
        assertThat(error(synthesize(prose(150)))).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(charactersUsed()).isZero();
    }

    @Test
    void aStreamThatStallsInTheMiddleIs503() {
        polly.fault("stall", 1, 20_000, 500);
        assertThat(error(synthesize(prose(150)))).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(charactersUsed()).isZero();
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
        assertThat(charactersUsed()).isZero();
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();
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
