package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.TestIdentity;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an account may fetch again, and how much of it its plan keeps. */
class KeptAudioTest extends SpeechServiceTest {

    private static String text(int characters) {
        return prose(characters * 2)
                        .replace("quick brown", UUID.randomUUID().toString())
                        .substring(0, characters - 1)
                + ".";
    }

    private String heard(String text) {
        HttpResponse<byte[]> response = synthesize(text);
        assertThat(response.statusCode()).isEqualTo(200);
        return header(response, "Content-Location");
    }

    private HttpResponse<byte[]> delete(String path) {
        return send(request(path).DELETE().build());
    }

    private List<JsonNode> listed() {
        return read(get("/api/audio")).path("items").valueStream().toList();
    }

    private static String place(JsonNode item) {
        return "/api/audio/" + item.path("id").asString();
    }

    @Test
    void whatCanBeFetchedIsListedNewestFirstAndPageByPage() {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            places.addFirst(heard(text(150)));
        }
        assertThat(listed()).extracting(KeptAudioTest::place).isEqualTo(places);
        JsonNode newest = listed().getFirst();
        assertThat(newest.path("bytes").asLong()).isEqualTo(get(places.getFirst()).body().length);
        assertThat(newest.path("characters").asInt()).isEqualTo(150);
        assertThat(newest.path("voice").asString()).isEqualTo("Joanna");
        assertThat(newest.path("over_limit").asBoolean()).isFalse();

        JsonNode first = read(get("/api/audio?limit=2"));
        assertThat(first.path("items"))
                .extracting(KeptAudioTest::place)
                .isEqualTo(places.subList(0, 2));
        String cursor = first.path("next_cursor").asString();
        JsonNode second = read(get("/api/audio?limit=2&cursor=" + cursor));
        assertThat(second.path("items"))
                .extracting(KeptAudioTest::place)
                .isEqualTo(places.subList(2, 3));
        assertThat(error(get("/api/audio?limit=0"))).isEqualTo("400 VALIDATION_FAILED");

        token = TestIdentity.shared().accessToken();
        assertThat(listed()).isEmpty();
        assertThat(error(get("/api/audio?cursor=" + cursor))).isEqualTo("400 VALIDATION_FAILED");
    }

    @Test
    void whatIsDeletedIsGoneFromItsAddressAndStaysPaid() {
        String text = text(300);
        String place = heard(text);
        int calls = polly.callsSince(begunAt).size();
        assertThat(delete(place).statusCode()).isEqualTo(204);

        assertThat(error(get(place))).isEqualTo("404 NOT_FOUND");
        assertThat(error(delete(place))).isEqualTo("404 NOT_FOUND");
        assertThat(listed()).isEmpty();
        assertThat(read(get(place + "/receipt")).path("charged").asLong()).isEqualTo(300);
        HttpResponse<byte[]> again = synthesize(text);
        assertThat(header(again, "X-Characters-Charged")).isEqualTo("0");
        assertThat(get(header(again, "Content-Location")).body()).isEqualTo(again.body());
        assertThat(polly.callsSince(begunAt)).hasSize(calls);
    }

    @Test
    void nobodyDeletesWhatIsNotHis() {
        String place = heard(text(150));
        token = TestIdentity.shared().accessToken();
        assertThat(error(delete(place))).isEqualTo("404 NOT_FOUND");
        token = TestIdentity.shared().accessToken().account(account);
        assertThat(get(place).statusCode()).isEqualTo(200);
        assertThat(error(delete("/api/audio/" + UUID.randomUUID()))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void aListeningThatWasLetGoIsKeptAgainWhenItsKeyIsSentAgain() {
        String text = text(200);
        String key = UUID.randomUUID().toString();
        String place = header(send(keyed(text, key)), "Content-Location");
        delete(place);
        assertThat(header(send(keyed(text, key)), "Content-Location")).isEqualTo(place);
        await().atMost(20, SECONDS).until(() -> get(place).statusCode() == 200);
    }

    private HttpRequest keyed(String text, String key) {
        return request("/api/tts/synthesize")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body(text).toString()))
                .build();
    }

    /** Twelve hundred characters are 432,000 bytes. */
    @Test
    void aNewListeningTakesTheRoomOfTheOldestAndNobodyIsRefused() {
        billing.plan(account, "pro", 200_000, null);
        billing.keeps(account, 1);
        String oldest = text(1_200);
        String first = heard(oldest);
        String second = heard(text(1_200));
        assertThat(get(first).statusCode()).isEqualTo(200);
        String third = heard(text(1_200));

        await().atMost(20, SECONDS).until(() -> get(first).statusCode() == 404);
        assertThat(get(second).statusCode()).isEqualTo(200);
        assertThat(get(third).statusCode()).isEqualTo(200);
        int calls = polly.callsSince(begunAt).size();
        assertThat(header(synthesize(oldest), "X-Characters-Charged")).isEqualTo("0");
        assertThat(polly.callsSince(begunAt)).hasSize(calls);
    }

    @Test
    void aSmallerPlanTakesNothingAwayMarksWhatIsOverAndMakesRoomOnlyForWhatIsNew() {
        billing.plan(account, "pro", 200_000, null);
        List<String> places = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            places.addFirst(heard(text(1_200)));
        }
        billing.keeps(account, 1);
        await().atMost(30, SECONDS).until(() -> keptAudio().path("limit_mb").asInt() == 1);
        assertThat(keptAudio().path("used_mb").asInt()).isEqualTo(1);
        assertThat(places).allSatisfy(place -> assertThat(get(place).statusCode()).isEqualTo(200));
        assertThat(listed())
                .extracting(item -> item.path("over_limit").asBoolean())
                .containsExactly(false, false, true, true);

        String small = heard(text(300));
        await().atMost(20, SECONDS).until(() -> get(places.get(3)).statusCode() == 404);
        assertThat(get(places.get(2)).statusCode()).isEqualTo(200);
        assertThat(get(small).statusCode()).isEqualTo(200);
    }

    private JsonNode keptAudio() {
        return read(get("/api/tts/usage")).path("kept_audio");
    }
}
