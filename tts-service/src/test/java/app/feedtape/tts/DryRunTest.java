package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a text would come to: told without buying, and then exactly so. */
class DryRunTest extends SpeechServiceTest {

    @Test
    void itsNumbersAreThoseThenChargedAndItsSegmentsThoseThenSpoken() {
        JsonNode body = body("<p>" + prose(1_500) + "</p>").put("speed", 1.25);
        JsonNode told = dryRun(body);
        assertThat(charactersUsed()).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();
        assertThat(requestsUsed()).isZero();

        HttpResponse<byte[]> heard = synthesize(body);
        assertThat(heard.statusCode()).isEqualTo(200);
        assertThat(told.path("would_be_refused").isNull()).isTrue();
        assertThat(told.path("text").asString()).isEqualTo(prose(1_500));
        assertThat(told.path("cleaning_version").isInt()).isTrue();
        assertThat(told.path("already_paid").asLong()).isZero();
        assertThat(told.path("character_count").asString())
                .isEqualTo(header(heard, "X-Character-Count"));
        assertThat(told.path("characters_charged").asString())
                .isEqualTo(header(heard, "X-Characters-Charged"));
        assertThat(told.path("remaining").asString()).isEqualTo(header(heard, "X-Usage-Remaining"));
        assertThat(told.path("language").asString())
                .isEqualTo(header(heard, "X-Language-Detected"));
        assertThat(told.path("voice").asString()).isEqualTo(header(heard, "X-Voice-Used"));
        assertThat(told.path("engine").asString()).isEqualTo("standard");
        assertThat(told.path("speed").decimalValue()).isEqualByComparingTo("1.25");
        assertThat(charactersUsed()).isEqualTo(told.path("characters_charged").asLong());
        assertThat(polly.callsSince(begunAt).stream().map(TestPolly.Call::characters))
                .containsExactlyInAnyOrderElementsOf(
                        told.path("segments")
                                .valueStream()
                                .map(segment -> segment.path("charged").asInt())
                                .toList());
    }

    @Test
    void whatWasPaidBeforeIsSubtractedSegmentBySegment() {
        String text = prose(2_600);
        JsonNode fresh = dryRun(body(text));
        String paid = segment(fresh, 0) + segment(fresh, 1);
        assertThat(synthesize(paid).statusCode()).isEqualTo(200);
        long before = charactersUsed();

        JsonNode told = dryRun(body(text));
        assertThat(told.path("segments").get(0).path("charged").asInt()).isZero();
        assertThat(told.path("already_paid").asLong()).isPositive();
        assertThat(told.path("already_paid").asLong() + told.path("characters_charged").asLong())
                .isEqualTo(2_600);
        HttpResponse<byte[]> heard = synthesize(text);
        assertThat(header(heard, "X-Characters-Charged"))
                .isEqualTo(told.path("characters_charged").asString());
        assertThat(header(heard, "X-Usage-Remaining")).isEqualTo(told.path("remaining").asString());
        assertThat(charactersUsed() - before).isEqualTo(told.path("characters_charged").asLong());

        JsonNode again = dryRun(body(text));
        assertThat(again.path("characters_charged").asLong()).isZero();
        assertThat(again.path("already_paid").asLong()).isEqualTo(2_600);
    }

    @Test
    void atTheEdgeOfTheDayItIsRefusedExactlyWhenTheSoundWouldBe() {
        quota(1_000);
        assertThat(synthesize(prose(700)).statusCode()).isEqualTo(200);

        String tooLong = "Another one. " + prose(288);
        JsonNode told = dryRun(body(tooLong)).path("would_be_refused");
        HttpResponse<byte[]> refused = synthesize(tooLong);
        assertThat(told.path("status") + " " + told.path("code").asString())
                .isEqualTo(error(refused));
        assertThat(told.path("code").asString()).isEqualTo("QUOTA_EXCEEDED");
        JsonNode details = read(refused).path("error").path("details");
        for (String member :
                new String[] {"metric", "current", "limit", "requested", "resets_at"}) {
            assertThat(told.path("details").path(member)).isEqualTo(details.path(member));
        }
        assertThat(dryRun(body(tooLong)).path("remaining").asLong()).isEqualTo(300);

        String fits = "Another one. " + prose(287);
        JsonNode exact = dryRun(body(fits));
        assertThat(exact.path("would_be_refused").isNull()).isTrue();
        assertThat(exact.path("remaining").asLong()).isZero();
        assertThat(header(synthesize(fits), "X-Usage-Remaining")).isEqualTo("0");
    }

    @Test
    void whatThePlanLacksIsToldAndNothingOfItChanges() {
        JsonNode neural = dryRun(body(prose(100)).put("quality", "neural"));
        assertThat(neural.path("would_be_refused").path("code").asString())
                .isEqualTo("PLAN_REQUIRED");
        assertThat(neural.path("characters_charged").asLong()).isEqualTo(100);
        assertThat(neural.path("remaining").asLong()).isEqualTo(20_000);
        assertThat(charactersUsed()).isZero();
    }

    @Test
    void afterTheTrialThePriceIsToldAndThatItCannotBePaid() {
        billing.plan(account, "free", 20_000, Instant.now().minus(Duration.ofSeconds(1)));
        JsonNode over = dryRun(body(prose(100)));
        assertThat(over.path("would_be_refused").path("code").asString())
                .isEqualTo("TRIAL_EXPIRED");
        assertThat(over.path("remaining").asLong()).isEqualTo(20_000);
    }

    @Test
    void aVoiceThePlanLacksIsSubstitutedAsItWillBe() {
        JsonNode told = dryRun(body(prose(100)).put("voice", "Joey"));
        assertThat(told.path("voice").asString()).isEqualTo("Matthew");
        assertThat(told.path("voice_reason").asString()).isEqualTo("plan");
    }

    @Test
    void aSegmentSaidTwiceAndASilentOneAreFreeAlsoHere() {
        String line = "A line that is said again and again, word for word. ".repeat(13).strip();
        String text = "Begin.\n" + line + "\n" + line + "\n" + "-".repeat(30);
        JsonNode told = dryRun(body(text));
        HttpResponse<byte[]> heard = synthesize(text);
        assertThat(header(heard, "X-Characters-Charged"))
                .isEqualTo(told.path("characters_charged").asString());
        assertThat(told.path("already_paid").asLong()).isZero();
    }

    @Test
    void anIdempotencyKeyIsNotSpentByIt() {
        String body = body(prose(120)).toString();
        HttpRequest dry = keyed("/api/tts/synthesize?dry_run=true", body);
        assertThat(send(dry).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> real = send(keyed("/api/tts/synthesize", body));
        assertThat(header(real, "Content-Type")).isEqualTo("audio/mpeg");
        assertThat(send(dry).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"'', 400", "😀, 400", "<script>x</script><p></p>, 400"})
    void whatCannotBeSpokenIsTheSameError(String text, int status) {
        HttpResponse<byte[]> response = post("true", body(text));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error(response)).isEqualTo(error(synthesize(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUE", "1", "yes", "", "false&dry_run=true"})
    void whatMightHaveMeantItIsRefusedAndNeverBought(String value) {
        assertThat(error(post(value, body("Hello there, everybody."))))
                .isEqualTo("400 VALIDATION_FAILED");
        assertThat(charactersUsed()).isZero();
    }

    @Test
    void withoutATokenItIs401AndFalseIsTheRealThing() {
        assertThat(header(post("false", body(prose(60))), "Content-Type")).isEqualTo("audio/mpeg");
        token = token.withBrokenSignature();
        assertThat(error(post("true", body("Hello.")))).isEqualTo("401 UNAUTHENTICATED");
    }

    private JsonNode dryRun(JsonNode body) {
        HttpResponse<byte[]> response = post("true", body);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode told = read(response);
        StringBuilder joined = new StringBuilder();
        told.path("segments").forEach(one -> joined.append(one.path("text").asString()));
        assertThat(joined.toString()).isEqualTo(told.path("text").asString());
        assertThat(sum(told, "characters")).isEqualTo(told.path("character_count").asLong());
        assertThat(sum(told, "charged")).isEqualTo(told.path("characters_charged").asLong());
        return told;
    }

    private static long sum(JsonNode told, String member) {
        return told.path("segments")
                .valueStream()
                .mapToLong(one -> one.path(member).asLong())
                .sum();
    }

    private static String segment(JsonNode told, int position) {
        return told.path("segments").get(position).path("text").asString();
    }

    private HttpResponse<byte[]> post(String dryRun, JsonNode body) {
        return send(posting("/api/tts/synthesize?dry_run=" + dryRun, body.toString()).build());
    }

    private HttpRequest keyed(String path, String body) {
        return posting(path, body).header("Idempotency-Key", "key-" + account).build();
    }

    private HttpRequest.Builder posting(String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private long requestsUsed() {
        return read(get("/api/tts/usage")).path("usage").path("requests").asLong();
    }
}
