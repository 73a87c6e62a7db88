package app.feedtape.tts.language;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.tts.language.Verdict.Spoken;
import app.feedtape.tts.language.Verdict.Undecided;
import app.feedtape.tts.language.Verdict.Unspoken;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguageDetectionTest {

    private static final String ENGLISH =
            "The council decided yesterday to plant four hundred new trees along the river. ";
    private static final String SPANISH =
            "El ayuntamiento decidió ayer plantar cuatrocientos árboles nuevos junto al río. ";
    private static final String DUTCH =
            "De gemeenteraad heeft gisteren besloten om vierhonderd nieuwe bomen langs de rivier te planten. ";

    private final LanguageDetection detection = new LanguageDetection();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The council decided yesterday to plant four hundred new trees along the river.|EN",
                "El ayuntamiento decidió ayer plantar cuatrocientos árboles nuevos junto al río.|ES",
                "Le conseil a décidé hier de planter quatre cents nouveaux arbres le long du fleuve.|FR",
                "Der Rat beschloss gestern, vierhundert neue Bäume am Fluss entlang zu pflanzen.|DE",
                "Il consiglio ha deciso ieri di piantare quattrocento nuovi alberi lungo il fiume.|IT",
                "O conselho decidiu ontem plantar quatrocentas novas árvores ao longo do rio.|PT"
            })
    void tellsTheSixApart(String text, Language language) {
        assertThat(detection.detect(text)).isEqualTo(new Spoken(language));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Hello", "12345 67890 12345", "OK", "!!! ??? ...", "Berlin, Paris, Rom"})
    void saysNothingRatherThanGuess(String text) {
        assertThat(detection.detect(text)).isEqualTo(new Undecided());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Городской совет решил вчера посадить деревья.",
                "Το δημοτικό συμβούλιο αποφάσισε χθες.",
                "市议会昨天决定种植四百棵树",
                "市議会は昨日、木を植えることを決めました。",
                "시의회는 어제 나무를 심기로 했다",
                "قرر المجلس أمس زراعة أربعمئة شجرة",
                "המועצה החליטה אתמול לשתול עצים",
                "नगर परिषद ने कल पेड़ लगाने का निर्णय लिया",
                "สภาเมืองตัดสินใจปลูกต้นไม้เมื่อวานนี้"
            })
    void lettersThatNoVoiceReadsAreNoneOfTheSix(String text) {
        assertThat(detection.detect(text)).isEqualTo(new Unspoken());
        assertThat(detection.isInForeignLetters(text)).isTrue();
    }

    @Test
    void aQuotationInOtherLettersChangesNothing() {
        String text = ENGLISH + "The sign said «городской совет», and nobody could read it.";
        assertThat(detection.detect(text)).isEqualTo(new Spoken(Language.EN));
        assertThat(detection.isInForeignLetters(text)).isFalse();
    }

    @Test
    void aMixedTextIsWhatMostOfItIs() {
        assertThat(detection.detect(ENGLISH.repeat(8) + SPANISH.repeat(30)))
                .isEqualTo(new Spoken(Language.ES));
        assertThat(detection.detect(SPANISH.repeat(30) + ENGLISH.repeat(8)))
                .isEqualTo(new Spoken(Language.ES));
        assertThat(detection.detect(DUTCH.repeat(8) + ENGLISH.repeat(30)))
                .isEqualTo(new Spoken(Language.EN));
        assertThat(detection.detect(DUTCH.repeat(30) + ENGLISH.repeat(8)))
                .isEqualTo(new Unspoken());
    }

    @Test
    void whereHalfIsOneAndHalfTheOtherNothingIsDecided() {
        assertThat(detection.detect(ENGLISH.repeat(25) + SPANISH.repeat(25)))
                .isEqualTo(new Undecided());
    }

    @Test
    void staysCheapOnStrangeTexts() {
        var threads = ManagementFactory.getThreadMXBean();
        for (String text :
                new String[] {
                    "a".repeat(10_000),
                    "אבגדה ".repeat(1_600),
                    "aя漢字ñ ".repeat(1_400),
                    "a b c d e ".repeat(1_000),
                    "'".repeat(9_000) + ENGLISH
                }) {
            detection.detect(text);
            long before = threads.getCurrentThreadCpuTime();
            detection.detect(text);
            assertThat(threads.getCurrentThreadCpuTime() - before).isLessThan(200_000_000L);
        }
    }
}
