package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.VoiceFact.VoiceChanged;
import app.feedtape.test.KafkaProbe;
import app.feedtape.tts.voices.AskedAgain;
import app.feedtape.tts.voices.Voice;
import app.feedtape.tts.voices.VoiceCatalogue;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The catalogue follows the provider, outlives its absence, and says what it lacks. */
class VoicesTest extends SpeechServiceTest {

    @Autowired ApplicationContext service;

    @Autowired VoiceCatalogue catalogue;

    @AfterEach
    void everyVoiceIsBack() {
        polly.calm();
        AskedAgain.now(service);
        assertThat(catalogue.find("Joey").filter(catalogue::isOffered)).isPresent();
    }

    @Test
    void aVoiceThatWentIsSubstitutedAndTheAnswerSaysSo() {
        pro();
        assertThat(header(speak("Joey", prose(150)), "X-Voice-Used")).isEqualTo("Joey");
        withdraw("Joey");

        HttpResponse<byte[]> fresh = speak("Joey", "Something new. " + prose(150));
        assertThat(fresh.statusCode()).isEqualTo(200);
        assertThat(header(fresh, "X-Voice-Used")).isEqualTo("Matthew");
        assertThat(header(fresh, "X-Voice-Reason")).isEqualTo("gone");
        assertThat(offered("Joey")).isFalse();

        HttpResponse<byte[]> paid = speak("Joey", prose(150));
        assertThat(header(paid, "X-Voice-Used")).isEqualTo("Joey");
        assertThat(header(paid, "X-Characters-Charged")).isEqualTo("0");
        assertThat(header(paid, "X-Voice-Reason")).isEqualTo("(none)");
    }

    @Test
    void paidTextOfAVoiceThatWentIsHeardAsItIsStoredAndCannotBeMadeInAnotherFormat() {
        pro();
        ObjectNode paid = body(prose(150)).put("voice", "Joey");
        String place = header(synthesize(paid), "Content-Location");
        withdraw("Joey");
        int calls = polly.callsSince(begunAt).size();

        HttpResponse<byte[]> refused = synthesize(paid.put("format", "ogg_opus"));
        assertThat(error(refused)).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(error(preview(paid))).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(error(get(place + "/marks"))).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(polly.callsSince(begunAt)).as("a voice that is not there").hasSize(calls);
        assertThat(get(place).statusCode()).isEqualTo(200);
        assertThat(charactersUsed()).isEqualTo(150);
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();

        HttpResponse<byte[]> other = synthesize(paid.put("text", "Another text. " + prose(150)));
        assertThat(header(other, "X-Voice-Used")).isEqualTo("Matthew");
    }

    @Test
    void aVoiceOfTheSettingsThatWentIsSubstitutedAsWell() {
        settings("Joey", "standard");
        pro();
        withdraw("Joey");
        HttpResponse<byte[]> heard =
                synthesize(json.createObjectNode().put("text", prose(150)).put("language", "en"));
        assertThat(header(heard, "X-Voice-Used")).isEqualTo("Matthew");
        assertThat(header(heard, "X-Voice-Reason")).isEqualTo("gone");
    }

    @Test
    void whatChangesInTheCatalogueIsToldAsAFact() {
        try (KafkaProbe probe = KafkaProbe.fromNow("voice")) {
            withdraw("Joey");
            VoiceChanged gone = probe.await(VoiceChanged.class, joey(false));
            assertThat(gone.engines()).containsExactly("standard", "neural");
            assertThat(gone.language() + " " + gone.locale() + " " + gone.gender())
                    .isEqualTo("en en-US male");
            everyVoiceIsBack();
            VoiceChanged back = probe.await(VoiceChanged.class, joey(true));
            assertThat(back.version()).isEqualTo(gone.version() + 1);
            AskedAgain.now(service);
            assertThat(probe.heard(VoiceChanged.class)).hasSize(2);
        }
    }

    @Test
    void whileTheProviderDoesNotTellTheVoicesKnownLastServeOn() {
        withdraw("Kendra");
        List<Voice> known = catalogue.list();
        polly.voicesAway();
        AskedAgain.now(service);
        assertThat(catalogue.list()).isEqualTo(known);
        VoiceCatalogue begun = AskedAgain.atStart(service);
        assertThat(begun.list()).isEqualTo(known);
        assertThat(begun.find("Kendra").filter(begun::isOffered)).isEmpty();
        assertThat(begun.find("Kendra")).isPresent();
        assertThat(header(speak("Joanna", prose(120)), "X-Voice-Used")).isEqualTo("Joanna");
    }

    @Test
    void whatTheProviderHasNotIsListedAndTheNearestSpeaks() {
        pro();
        assertThat(gaps()).contains("it generative male").doesNotContain("it neural male");
        polly.offer(all -> all.forEach(voice -> without(voice, "it-IT", "neural")));
        AskedAgain.now(service);
        assertThat(gaps()).contains("it neural male", "it neural female");
        HttpResponse<byte[]> heard =
                synthesize(
                        body("Il consiglio ha deciso.")
                                .put("language", "it")
                                .put("voice", "Bianca")
                                .put("quality", "neural"));
        assertThat(header(heard, "X-Voice-Used")).isEqualTo("Bianca");
        assertThat(header(heard, "X-Voice-Reason")).isEqualTo("engine");
        assertThat(polly.callsSince(begunAt).getFirst().engine()).isEqualTo("standard");
    }

    @Test
    void whoSetsNeuralWithoutThePlanHearsStandardAndWhoNamesItIsAskedForThePlan() {
        settings("Joanna", "neural");
        HttpResponse<byte[]> heard = speak("Joanna", prose(120));
        assertThat(header(heard, "X-Voice-Reason")).isEqualTo("plan");
        assertThat(polly.callsSince(begunAt).getFirst().engine()).isEqualTo("standard");
        assertThat(error(synthesize(body(prose(130)).put("quality", "neural"))))
                .isEqualTo("402 PLAN_REQUIRED");
    }

    @ParameterizedTest
    @CsvSource({"standard, 0.5, 50", "neural, 1.5, 150", "generative, 2.0, 200"})
    void everyEngineSpeaksAtTheSpeedAskedFor(String engine, double speed, int percent) {
        billing.plan(account, "enterprise", 5_000, null);
        JsonNode wish = body(prose(120)).put("quality", engine).put("speed", speed);
        assertThat(synthesize(wish).statusCode()).isEqualTo(200);
        TestPolly.Call call = polly.callsSince(begunAt).getFirst();
        assertThat(call.engine()).isEqualTo(engine);
        assertThat(call.text()).contains("<prosody rate=\"%d%%\">".formatted(percent));
    }

    private void withdraw(String id) {
        polly.offer(all -> all.removeIf(voice -> voice.path("Id").asString().equals(id)));
        AskedAgain.now(service);
    }

    private static void without(JsonNode voice, String locale, String engine) {
        if (voice.path("LanguageCode").asString().equals(locale)) {
            ((ArrayNode) voice.path("SupportedEngines"))
                    .removeIf(one -> one.asString().equals(engine));
        }
    }

    private static Predicate<VoiceChanged> joey(boolean offered) {
        return fact -> fact.voice().equals("Joey") && fact.offered() == offered;
    }

    private HttpResponse<byte[]> speak(String voice, String text) {
        return synthesize(body(text).put("voice", voice));
    }

    private boolean offered(String id) {
        return read(get("/api/tts/voices"))
                .path("items")
                .valueStream()
                .anyMatch(voice -> voice.path("id").asString().equals(id));
    }

    private List<String> gaps() {
        return read(get("/api/tts/voices"))
                .path("gaps")
                .valueStream()
                .map(gap ->
                        "%s %s %s"
                                .formatted(
                                        gap.path("language").asString(),
                                        gap.path("engine").asString(),
                                        gap.path("gender").asString()))
                .toList();
    }

    private void settings(String voice, String quality) {
        jdbc.sql(
                        """
                        insert into listener (account_id, version, status, voice, speed, language, quality)
                        values (:id, 1, 'active', :voice, 1.0, 'auto', :quality)
                        """)
                .param("id", account)
                .param("voice", voice)
                .param("quality", quality)
                .update();
    }
}
