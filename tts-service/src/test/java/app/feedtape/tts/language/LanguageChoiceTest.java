package app.feedtape.tts.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.tts.language.LanguageChoice.Question;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguageChoiceTest {

    private static final String GERMAN =
            "Der Rat beschloss gestern, vierhundert neue Bäume am Fluss entlang zu pflanzen.";
    private static final String DUTCH =
            "De gemeenteraad heeft gisteren besloten om vierhonderd nieuwe bomen langs de rivier te planten. Dat"
                    + " kost veel geld, maar de bewoners zijn er blij mee.";
    private static final String NOTHING = "OK 4711";

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final LanguageChoice choice = new LanguageChoice(new LanguageDetection(), metrics);

    @Test
    void theRequestGoesBeforeTheHintBeforeTheTextBeforeTheSettingBeforeTheVoice() {
        assertThat(choose(GERMAN, Language.IT, "fr", Language.ES, Language.PT))
                .isEqualTo(Language.IT);
        assertThat(choose(GERMAN, null, "fr-CA", Language.ES, Language.PT)).isEqualTo(Language.FR);
        assertThat(choose(GERMAN, null, null, Language.ES, Language.PT)).isEqualTo(Language.DE);
        assertThat(choose(NOTHING, null, null, Language.ES, Language.PT)).isEqualTo(Language.ES);
        assertThat(choose(NOTHING, null, null, null, Language.PT)).isEqualTo(Language.PT);
        assertThat(choose(NOTHING, null, null, null, null)).isEqualTo(Language.EN);
        assertThat(decided("named", "it")).isPositive();
        assertThat(decided("hint", "fr")).isPositive();
        assertThat(decided("detected", "de")).isPositive();
        assertThat(decided("setting", "es")).isPositive();
        assertThat(decided("voice", "pt")).isPositive();
        assertThat(decided("default", "en")).isPositive();
    }

    @Test
    void aTextInASeventhLanguageIsRefusedWhateverItsFeedClaims() {
        double before = decided("refused", "other");
        assertRefused(DUTCH, null, null);
        assertRefused(DUTCH, null, "en-US");
        assertRefused(DUTCH, null, "nl");
        assertThat(decided("refused", "other")).isEqualTo(before + 3);
    }

    @Test
    void whoNamesALanguageGetsItUnlessNoVoiceReadsTheLetters() {
        assertThat(choose(DUTCH, Language.EN, null, null, null)).isEqualTo(Language.EN);
        assertRefused("Городской совет решил вчера посадить деревья.", Language.EN, null);
    }

    @Test
    void aForeignHintNeedsATextThatSpeaksForItself() {
        assertThat(choose(GERMAN, null, "nl", null, null)).isEqualTo(Language.DE);
        assertRefused(NOTHING, null, "nl-BE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "english", "und", "mul", "de de", "-", "e1", "Deutsch (DE)"})
    void whatIsNoTagIsNoHint(String hint) {
        assertThat(choose(NOTHING, null, hint, Language.ES, null)).isEqualTo(Language.ES);
        assertThat(LanguageChoice.hinted(hint)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pt-BR, PT", "DE_at, DE", "en, EN", "es-419, ES", "fr-Latn-FR, FR", "EN-us, EN"})
    void readsHints(String tag, Language language) {
        assertThat(LanguageChoice.hinted(tag)).contains(language);
    }

    @Test
    void aStoredTextIsWhatItsFeedSaysUnlessItIsNoneOfTheSix() {
        assertThat(choice.find(GERMAN, "fr")).contains(Language.FR);
        assertThat(choice.find(GERMAN, null)).contains(Language.DE);
        assertThat(choice.find(NOTHING, "it")).contains(Language.IT);
        assertThat(choice.find(NOTHING, null)).isEmpty();
        assertThat(choice.find(DUTCH, "en")).isEmpty();
    }

    private Language choose(
            String text, Language named, String hint, Language setting, Language voice) {
        return choice.choose(new Question(text, named, hint, setting, voice)).language();
    }

    private void assertRefused(String text, Language named, String hint) {
        assertThatThrownBy(() -> choose(text, named, hint, Language.EN, Language.EN))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.code())
                                        .isEqualTo(ErrorCode.LANGUAGE_UNSUPPORTED));
    }

    private double decided(String by, String language) {
        return metrics.counter("feedtape.language.decided", "by", by, "language", language).count();
    }
}
