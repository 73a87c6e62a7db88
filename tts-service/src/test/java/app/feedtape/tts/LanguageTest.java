package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which language a text is read in, as the app sees it. */
class LanguageTest extends SpeechServiceTest {

    private static final String GERMAN =
            "Der Rat beschloss gestern, vierhundert neue Bäume am Fluss entlang zu pflanzen.";
    private static final String DUTCH =
            "De gemeenteraad heeft gisteren besloten om vierhonderd nieuwe bomen langs de rivier te planten. Dat"
                    + " kost veel geld, maar de bewoners zijn er blij mee.";

    @Test
    void theTextItselfSaysItsLanguage() {
        HttpResponse<byte[]> response = synthesize(auto(GERMAN));
        assertThat(header(response, "X-Language-Detected")).isEqualTo("de");
        assertThat(header(response, "X-Voice-Used")).isEqualTo("Vicki");
        assertThat(header(response, "X-Voice-Reason")).isEqualTo("language");
    }

    @Test
    void theHintOfTheFeedGoesBeforeTheText() {
        HttpResponse<byte[]> response =
                synthesize(auto("Taxi Hotel Restaurant").put("language_hint", "fr-FR"));
        assertThat(header(response, "X-Language-Detected")).isEqualTo("fr");
    }

    @Test
    void thePageSaysItsLanguageByItsMarkup() {
        HttpResponse<byte[]> response =
                synthesize(auto("<div lang=\"it\"><p>Taxi Hotel Bar</p></div>"));
        assertThat(header(response, "X-Language-Detected")).isEqualTo("it");
    }

    @Test
    void aSeventhLanguageIsRefusedAndNothingIsCharged() {
        for (String text : new String[] {DUTCH, "Городской совет решил вчера посадить деревья."}) {
            assertThat(error(synthesize(auto(text)))).isEqualTo("422 LANGUAGE_UNSUPPORTED");
            assertThat(error(synthesize(auto(text).put("language_hint", "en"))))
                    .isEqualTo("422 LANGUAGE_UNSUPPORTED");
        }
        assertThat(error(preview(auto(DUTCH)))).isEqualTo("422 LANGUAGE_UNSUPPORTED");
        assertThat(charactersUsed()).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();
    }

    /** As posts are written in "bold" where there is no markup, or by a keyboard for wide ones. */
    @ParameterizedTest
    @CsvSource({"0x1D400, 0x1D41A", "0xFF21, 0xFF41"})
    void aTextInLettersOfAnotherShapeIsSpokenAsThePlainOneAndPaidOneForOne(
            String capitals, String small) {
        UnaryOperator<String> dress =
                text -> dressed(text, Integer.decode(capitals), Integer.decode(small));
        String dressed = dress.apply(GERMAN);
        HttpResponse<byte[]> found = synthesize(auto(dressed));
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(header(found, "X-Language-Detected")).isEqualTo("de");
        String count = String.valueOf(GERMAN.length());
        assertThat(header(found, "X-Character-Count")).isEqualTo(count);
        assertThat(header(found, "X-Characters-Charged")).isEqualTo(count);
        assertThat(polly.callsSince(begunAt).getFirst().text()).isEqualTo(GERMAN);

        JsonNode marks = read(get(header(found, "Content-Location") + "/marks")).path("items");
        assertThat(marks.get(marks.size() - 1).path("value").asString())
                .isEqualTo(dress.apply("pflanzen."));
        assertThat(decidedBy(body(dressed).put("language", "de"))).isEqualTo("de named");
    }

    private static String dressed(String text, int capitals, int small) {
        return text.codePoints()
                .map(point ->
                        point >= 'a' && point <= 'z'
                                ? point - 'a' + small
                                : point >= 'A' && point <= 'Z' ? point - 'A' + capitals : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void theDryRunTellsHowTheLanguageWasDecided() {
        assertThat(decidedBy(auto(GERMAN))).isEqualTo("de detected");
        assertThat(decidedBy(body(GERMAN))).isEqualTo("en named");
        assertThat(decidedBy(auto("Taxi Hotel Bar").put("language_hint", "fr")))
                .isEqualTo("fr hint");
        assertThat(decidedBy(auto("OK ?"))).isEqualTo("en voice");
    }

    private String decidedBy(ObjectNode body) {
        JsonNode told = read(preview(body));
        return told.path("language").asString() + " " + told.path("language_decided_by").asString();
    }

    private ObjectNode auto(String text) {
        return body(text).put("language", "auto");
    }
}
