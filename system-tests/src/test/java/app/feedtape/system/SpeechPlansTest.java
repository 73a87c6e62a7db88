package app.feedtape.system;

import static app.feedtape.system.Listener.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which voices a plan has, what one gets instead, and who explains it: through the gateway. */
class SpeechPlansTest {

    private static final List<String> LANGUAGES = List.of("de", "en", "es", "fr", "it", "pt");

    private final RunningSystem system = RunningSystem.shared();
    private final String email = UUID.randomUUID() + "@listeners.example";
    private final Listener listener = Listener.signedIn(system, email);

    private static ObjectNode speech(String voice) {
        return Listener.JSON
                .createObjectNode()
                .put("text", "The council decided yesterday to plant new trees.")
                .put("link", "https://a.example/")
                .put("language", "en")
                .put("voice", voice);
    }

    private HttpResponse<byte[]> speak(ObjectNode body) {
        return listener.speak(body.toString());
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
        return answer.headers().firstValue(name).orElse("(none)");
    }

    /** The engines this listener may use, by language. */
    private Map<String, TreeSet<String>> allowed() {
        Map<String, TreeSet<String>> engines = new TreeMap<>();
        JsonNode told = json(listener.get("/api/tts/voices"), 200);
        assertThat(told.path("gaps").isArray()).isTrue();
        for (JsonNode voice : told.path("items")) {
            TreeSet<String> own =
                    engines.computeIfAbsent(
                            voice.path("language").asString(), any -> new TreeSet<>());
            for (JsonNode engine : voice.path("engines")) {
                if (engine.path("allowed").asBoolean()) {
                    own.add(engine.path("engine").asString());
                }
            }
        }
        return engines;
    }

    private void plan(String name) {
        system.feedtape("admin", "plan", email, name).orFail();
        listener.signIn(email);
    }

    @Test
    void eachPlanSeesItsOwnVoicesOfEachLanguage() {
        assertThat(allowed().keySet()).containsExactlyElementsOf(LANGUAGES);
        assertThat(allowed().values()).containsOnly(new TreeSet<>(List.of("standard")));
        plan("pro");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(allowed().values())
                                .containsOnly(new TreeSet<>(List.of("neural", "standard"))));
        plan("enterprise");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(allowed().get("en")).contains("generative", "neural"));
    }

    @Test
    void whoNamesWhatThePlanLacksIsToldWhichPlanHasItAndOthersHearSomethingAndWhy() {
        HttpResponse<byte[]> refused = speak(speech("Joanna").put("quality", "neural"));
        assertThat(refused.statusCode()).isEqualTo(402);
        JsonNode error = Listener.JSON.readTree(refused.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("PLAN_REQUIRED");
        String decision = error.at("/details/decision_id").asString();

        JsonNode why = json(listener.get("/api/decisions/" + decision), 200);
        assertThat(why.path("rule").asString()).isEqualTo("voice_engine");
        assertThat(why.at("/unlock/plan").asString()).isEqualTo("pro");
        assertThat(system.feedtape("admin", "decision", decision).orFail().output())
                .contains("PLAN_REQUIRED", "voice_engine", "Unlocked by: plan pro");
        String id = listener.me().path("id").asString();
        assertThat(system.feedtape("admin", "decision", decision, "--json").orFail().output())
                .contains("\"account_id\" : \"" + id + "\"", "\"plan\" : \"pro\"");

        String wish = "{\"settings\":{\"quality\":\"neural\"}}";
        assertThat(listener.send("PATCH", "/api/me", wish).statusCode()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> header(speak(speech("Joanna")), "X-Voice-Reason").equals("plan"));
        HttpResponse<byte[]> chosen = speak(speech("Joey"));
        assertThat(header(chosen, "X-Voice-Used")).isEqualTo("Matthew");
        assertThat(header(chosen, "X-Voice-Reason")).isEqualTo("plan");
        HttpResponse<byte[]> german = speak(speech("Joanna").put("language", "de"));
        assertThat(header(german, "X-Voice-Used")).isEqualTo("Vicki");

        plan("pro");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> speak(speech("Joey").put("quality", "neural")).statusCode() == 200);
        HttpResponse<byte[]> theirs = speak(speech("Joey").put("quality", "neural"));
        assertThat(header(theirs, "X-Voice-Used")).isEqualTo("Joey");
        assertThat(header(theirs, "X-Voice-Reason")).isEqualTo("(none)");
    }
}
