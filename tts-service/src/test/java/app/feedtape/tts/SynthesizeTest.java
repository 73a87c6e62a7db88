package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import app.feedtape.tts.audio.Mp3;
import app.feedtape.tts.audio.Sound;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Text in, sound out, as the app sees it. */
class SynthesizeTest extends SpeechServiceTest {

    @Test
    void aTextIsSpokenWithEverythingTheAppReads() {
        String text = prose(1_000);
        HttpResponse<byte[]> response = synthesize(text);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo("audio/mpeg");
        assertThat(header(response, "X-Character-Count")).isEqualTo("1000");
        assertThat(header(response, "X-Characters-Charged")).isEqualTo("1000");
        assertThat(header(response, "X-Language-Detected")).isEqualTo("en");
        assertThat(header(response, "X-Voice-Used")).isEqualTo("Joanna");
        assertThat(header(response, "X-Usage-Remaining")).isEqualTo("19000");
        assertThat(header(response, "X-Duration-Exact")).isEqualTo("false");
        assertThat(header(response, "Cache-Control")).isEqualTo("private, max-age=3600");
        assertThat(header(response, "Content-Location")).startsWith("/api/audio/");
        assertThat(header(response, "ETag")).matches("\"[0-9a-f]{32}\"");
        assertThat(Mp3.read(response.body())).isInstanceOf(Sound.class);
        assertThat(((Sound) Mp3.read(response.body())).millis()).isBetween(60_000L, 60_200L);
        assertThat(charactersUsed()).isEqualTo(1_000);
    }

    @Test
    void whatWasPaidIsHeardAgainForNothing() {
        String text = prose(900);
        byte[] first = synthesize(text).body();
        HttpResponse<byte[]> again = synthesize(text);

        assertThat(again.body()).isEqualTo(first);
        assertThat(header(again, "X-Characters-Charged")).isEqualTo("0");
        assertThat(header(again, "X-Usage-Remaining")).isEqualTo("19100");
        assertThat(header(again, "X-Duration-Exact")).isEqualTo("true");
        assertThat(header(again, "X-Duration-Seconds")).isEqualTo("55");
        assertThat(charactersUsed()).isEqualTo(900);
        assertThat(polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum())
                .isEqualTo(900);
    }

    @Test
    void whatWasPaidIsHeardAlsoWhenThePlanIsGoneAndBillingAway() {
        String text = prose(300);
        quota(300);
        assertThat(synthesize(text).statusCode()).isEqualTo(200);
        billing.away(true);
        assertThat(synthesize(text).statusCode()).isEqualTo(200);
        assertThat(error(synthesize(prose(301))))
                .isIn("503 UPSTREAM_UNAVAILABLE", "402 QUOTA_EXCEEDED");
    }

    @Test
    void theStoredAudioIsTheStreamedOneWithRangesAndTags() {
        HttpResponse<byte[]> streamed = synthesize(prose(1_500));
        String place = header(streamed, "Content-Location");
        HttpResponse<byte[]> stored = get(place);

        assertThat(stored.statusCode()).isEqualTo(200);
        assertThat(stored.body()).isEqualTo(streamed.body());
        assertThat(header(stored, "ETag")).isEqualTo(header(streamed, "ETag"));
        assertThat(header(stored, "Content-Length")).isEqualTo("" + streamed.body().length);

        HttpResponse<byte[]> part = send(request(place).header("Range", "bytes=9000-9999").build());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(streamed.body(), 9_000, 10_000));
        assertThat(header(part, "Content-Range"))
                .isEqualTo("bytes 9000-9999/" + streamed.body().length);
        HttpResponse<byte[]> across =
                send(
                        request(place)
                                .header("Range", "bytes=-" + (streamed.body().length - 10))
                                .build());
        assertThat(across.body())
                .isEqualTo(Arrays.copyOfRange(streamed.body(), 10, streamed.body().length));

        assertThat(send(request(place).header("Range", "bytes=99999999-").build()).statusCode())
                .isEqualTo(416);
        assertThat(
                        send(request(place).header("If-None-Match", header(stored, "ETag")).build())
                                .statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> head =
                send(request(place).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo("" + streamed.body().length);
    }

    @Test
    void theReceiptTellsTheSettledPrice() {
        String place = header(synthesize(prose(400)), "Content-Location");
        JsonNode receipt = read(get(place + "/receipt"));
        assertThat(receipt.path("charged").asLong()).isEqualTo(400);
        assertThat(receipt.path("settled").asBoolean()).isTrue();
        assertThat(receipt.path("state").asString()).isEqualTo("complete");
    }

    @Test
    void somebodyElseHearsNothingOfItAndPaysForTheSameText() {
        String text = prose(500);
        HttpResponse<byte[]> mine = synthesize(text);
        token = TestIdentity.shared().accessToken();
        HttpResponse<byte[]> foreign = get(header(mine, "Content-Location"));
        assertThat(error(foreign)).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("/api/audio/" + UUID.randomUUID()))).isEqualTo("404 NOT_FOUND");

        HttpResponse<byte[]> theirs = synthesize(text);
        assertThat(header(theirs, "X-Characters-Charged")).isEqualTo("500");
        assertThat(header(theirs, "ETag")).isNotEqualTo(header(mine, "ETag"));
        assertThat(header(theirs, "Content-Location"))
                .isNotEqualTo(header(mine, "Content-Location"));
    }

    @Test
    void anOrganizationPaysForItsMembersOnce() {
        UUID organization = UUID.randomUUID();
        billing.plan(organization, "pro", 5_000, null);
        String text = prose(600);
        token = TestIdentity.shared().accessToken().organization(organization);
        assertThat(header(synthesize(text), "X-Usage-Remaining")).isEqualTo("4400");
        String place = header(synthesize(text), "Content-Location");
        token = TestIdentity.shared().accessToken().organization(organization);
        assertThat(header(synthesize(text), "X-Characters-Charged")).isEqualTo("0");
        assertThat(get(place).statusCode()).isEqualTo(404);
        assertThat(charactersUsed()).isEqualTo(600);
    }

    @Test
    void theFactsAddUpToTheCounter() {
        try (KafkaProbe probe = KafkaProbe.fromNow("usage", "usage-day")) {
            synthesize(prose(2_500));
            DayTotalled total =
                    probe.await(
                            DayTotalled.class,
                            fact -> fact.payerId().equals(account) && fact.characters() == 2_500);
            probe.await(UsageRecorded.class, fact -> fact.payerId().equals(account));
            assertThat(
                            probe.heard(UsageRecorded.class).stream()
                                    .filter(fact -> fact.payerId().equals(account))
                                    .mapToLong(UsageRecorded::characters)
                                    .sum())
                    .isEqualTo(2_500);
            assertThat(total.requests()).isEqualTo(1);
        }
    }

    @Test
    void theFirstSegmentIsShortAndNoneIsBeyondTheProvidersLimits() {
        synthesize(prose(10_000));
        assertThat(polly.callsSince(begunAt))
                .allSatisfy(call -> assertThat(call.characters()).isBetween(1, 3_000))
                .anySatisfy(call -> assertThat(call.characters()).isLessThanOrEqualTo(200));
        assertThat(polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum())
                .isEqualTo(10_000);
    }

    @Test
    void markupInTheTextIsTextAndSpeedIsProsody() {
        synthesize(
                body("Do <break time=\"10s\"/> & <speak>rats</speak> say so? ").put("speed", 1.5));
        TestPolly.Call call = polly.callsSince(begunAt).getFirst();
        assertThat(call.textType()).isEqualTo("ssml");
        assertThat(call.text())
                .startsWith("<speak><prosody rate=\"150%\">Do &lt;break")
                .contains("&amp; &lt;speak&gt;rats");
        assertThat(call.status()).isEqualTo(200);
    }

    @Test
    void aVoiceThatIsNotForEveryoneIsSpokenByTheNearestThatIsAndNeverRefused() {
        HttpResponse<byte[]> free = synthesize(body(prose(200)).put("voice", "Joey"));
        assertThat(free.statusCode()).isEqualTo(200);
        assertThat(header(free, "X-Voice-Used")).isEqualTo("Matthew");
        assertThat(header(free, "X-Voice-Reason")).isEqualTo("plan");
        UUID payer = UUID.randomUUID();
        billing.plan(payer, "pro", 5_000, null);
        token = TestIdentity.shared().accessToken().organization(payer);
        HttpResponse<byte[]> paid = synthesize(body(prose(200)).put("voice", "Joey"));
        assertThat(header(paid, "X-Voice-Used")).isEqualTo("Joey");
        assertThat(header(paid, "X-Voice-Reason")).isEqualTo("(none)");
    }

    @Test
    void theVoicesOfEveryPlanAreAWomansAndAMansAndTheAppsOwnDefaultIsAmongThem() {
        for (String voice : List.of("Joanna", "Matthew")) {
            HttpResponse<byte[]> free = synthesize(body(prose(200)).put("voice", voice));
            assertThat(header(free, "X-Voice-Used")).isEqualTo(voice);
        }
        HttpResponse<byte[]> spanish =
                synthesize(body(prose(200)).put("voice", "Lucia").put("language", "es"));
        assertThat(header(spanish, "X-Voice-Used")).isEqualTo("Lucia");
        assertThat(header(spanish, "X-Voice-Reason")).isEqualTo("(none)");
    }

    @Test
    void aChosenVoicePaidForIsHeardAlsoWhenThePlanHasItNoLonger() {
        UUID payer = UUID.randomUUID();
        billing.plan(payer, "pro", 5_000, null);
        token = TestIdentity.shared().accessToken().organization(payer);
        JsonNode body = body(prose(200)).put("voice", "Joey");
        assertThat(header(synthesize(body), "X-Voice-Used")).isEqualTo("Joey");
        billing.plan(payer, "free", 5_000, null);
        HttpResponse<byte[]> again = synthesize(body);
        assertThat(header(again, "X-Voice-Used")).isEqualTo("Joey");
        assertThat(header(again, "X-Characters-Charged")).isEqualTo("0");
    }

    @Test
    void voicesSayWhichOfThemAPlanWithoutTheChoiceMayUse() {
        JsonNode voices = read(get("/api/tts/voices")).path("items");
        assertThat(allowed(voices, "Matthew")).isTrue();
        assertThat(allowed(voices, "Joey")).isFalse();
    }

    private static boolean allowed(JsonNode voices, String id) {
        return voices.valueStream()
                .filter(voice -> voice.path("id").asString().equals(id))
                .anyMatch(voice -> voice.path("engines").get(0).path("allowed").asBoolean());
    }

    @Test
    void usageShowsThirtyDaysAndTheLimits() {
        synthesize(prose(1_234));
        JsonNode usage = read(get("/api/tts/usage"));
        assertThat(usage.path("period").asString()).isEqualTo("daily");
        assertThat(usage.path("usage").toString())
                .isEqualTo("{\"characters\":1234,\"minutes\":1,\"requests\":1}");
        assertThat(usage.path("limits").path("characters").asLong()).isEqualTo(20_000);
        assertThat(usage.path("history").size()).isEqualTo(30);
        assertThat(usage.path("history").get(0).path("characters").asLong()).isEqualTo(1_234);
        assertThat(usage.path("resets_at").asString()).endsWith("T00:00:00Z");
    }

    @Test
    void voicesAreTheProvidersAndSayWhatThePlanHas() {
        JsonNode voices = read(get("/api/tts/voices")).path("items");
        assertThat(voices.size()).isGreaterThan(20);
        JsonNode lucia =
                voices.valueStream()
                        .filter(v -> v.path("id").asString().equals("Lucia"))
                        .findFirst()
                        .orElseThrow();
        assertThat(lucia.path("default").asBoolean()).isTrue();
        assertThat(lucia.path("engines").get(0).toString())
                .isEqualTo("{\"engine\":\"standard\",\"allowed\":true}");
        assertThat(lucia.path("engines").get(1).path("allowed").asBoolean()).isFalse();
    }
}
