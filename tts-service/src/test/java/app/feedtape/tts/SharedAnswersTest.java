package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.TestIdentity;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Two listeners ask everything that can be asked about a public text: one about a text that
 * somebody else has heard, the other about one that nobody has. All answers are the same but for
 * names made for them alone, moments, and estimates of a voice that is still being measured.
 */
class SharedAnswersTest extends SpeechServiceTest {

    private static final Set<String> OF_THE_MOMENT = Set.of("date", "x-request-id");

    private static String text(String name) {
        return prose(1_800).replace("quick brown", name).substring(0, 799) + ".";
    }

    @Test
    void noAnswerTellsWhetherSomebodyElseHasHeardAText() {
        String heard = word();
        String unheard = word();
        publish(text(heard));
        publish(text(unheard));
        synthesize(text(heard));
        int calls = polly.callsSince(begunAt).size();

        List<String> ofHeard = everyAnswer(text(heard));
        assertThat(polly.callsSince(begunAt)).as("it was really shared").hasSize(calls);
        List<String> ofUnheard = everyAnswer(text(unheard));
        assertThat(polly.callsSince(begunAt)).hasSize(2 * calls);
        assertThat(ofHeard).isEqualTo(ofUnheard);
    }

    private List<String> everyAnswer(String text) {
        token = TestIdentity.shared().accessToken().account(UUID.randomUUID());
        List<String> answers = new ArrayList<>();
        answers.add(told(priced(text)));
        HttpResponse<byte[]> first = synthesize(text);
        answers.add(told(first));
        String place = header(first, "Content-Location");
        answers.add(told(priced(text)));
        answers.add(told(synthesize(text)));
        answers.add(told(get(place)));
        answers.add(told(send(request(place).method("HEAD", none()).build())));
        answers.add(told(send(request(place).header("Range", "bytes=100-20000").build())));
        answers.add(told(send(request(place).header("Range", "bytes=9000000-").build())));
        answers.add(
                told(send(request(place).header("If-None-Match", header(first, "ETag")).build())));
        answers.add(told(get(place + "/receipt")));
        answers.add(told(get("/api/audio")));
        answers.add(told(get("/api/tts/usage")));
        answers.add(told(send(request(place).DELETE().build())));
        answers.add(told(get(place)));
        return answers;
    }

    private static HttpRequest.BodyPublisher none() {
        return HttpRequest.BodyPublishers.noBody();
    }

    private HttpResponse<byte[]> priced(String text) {
        return send(
                request("/api/tts/synthesize?dry_run=true")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body(text).toString()))
                        .build());
    }

    private static String told(HttpResponse<byte[]> answer) {
        boolean isSound = header(answer, "Content-Type").startsWith("audio/");
        StringBuilder told = new StringBuilder().append(answer.statusCode()).append('\n');
        new TreeMap<>(answer.headers().map())
                .forEach((name, values) -> {
                    // An estimate has as many digits as it has.
                    boolean ofEstimates = !isSound && name.equals("content-length");
                    if (!OF_THE_MOMENT.contains(name) && !ofEstimates) {
                        told.append(name).append(": ").append(values).append('\n');
                    }
                });
        told.append(
                isSound
                        ? answer.body().length + " bytes"
                        : new String(answer.body(), StandardCharsets.UTF_8));
        return told.toString()
                .replaceAll(
                        "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                        "<id>")
                .replaceAll("(\"request_id\":)\"[^\"]+\"", "$1<request>")
                .replaceAll("\\b[a-p]{32}\\b", "<word>")
                .replaceAll("\"[0-9a-f]{32}\"", "<tag>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<instant>")
                .replaceAll("(?i)(duration_?-?(seconds|millis)\\W+)\\d+", "$1<about>");
    }
}
