package app.feedtape.tts.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguageDetectionTest {
    private final LanguageDetection detection = new LanguageDetection(new SimpleMeterRegistry());

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
        assertThat(detection.detect(text)).contains(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hello", "12345 67890 12345", "OK", "!!! ??? ..."})
    void saysNothingRatherThanGuess(String text) {
        assertThat(detection.detect(text)).isEmpty();
    }

    @Test
    void staysCheapOnStrangeTexts() {
        var threads = ManagementFactory.getThreadMXBean();
        for (String text :
                new String[] {"a".repeat(10_000), "אבגדה ".repeat(1_600), "aя漢字ñ ".repeat(1_400)}) {
            detection.detect(text);
            long before = threads.getCurrentThreadCpuTime();
            detection.detect(text);
            assertThat(threads.getCurrentThreadCpuTime() - before).isLessThan(200_000_000L);
        }
    }

    @ParameterizedTest
    @CsvSource({"pt-BR, PT", "DE_at, DE", "en, EN", "es-419, ES"})
    void readsHints(String tag, Language language) {
        assertThat(detection.hinted(tag)).contains(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "zh", "enx", "english"})
    void otherHintsSayNothing(String tag) {
        assertThat(detection.hinted(tag)).isEmpty();
        assertThat(detection.hinted(null)).isEmpty();
    }
}
