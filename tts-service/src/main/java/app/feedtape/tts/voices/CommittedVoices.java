package app.feedtape.tts.voices;

import static app.feedtape.tts.voices.VoiceEngine.GENERATIVE;
import static app.feedtape.tts.voices.VoiceEngine.NEURAL;
import static app.feedtape.tts.voices.VoiceEngine.STANDARD;

import app.feedtape.tts.language.Language;
import java.util.List;
import java.util.Set;

/**
 * The order in which voices are preferred, best first within a language, and what is offered until
 * the provider has been asked. The first of each language is its default.
 */
final class CommittedVoices {

    private static final Set<VoiceEngine> ALL = Set.of(STANDARD, NEURAL, GENERATIVE);
    private static final Set<VoiceEngine> OLDER = Set.of(STANDARD, NEURAL);
    private static final Set<VoiceEngine> NEWER = Set.of(NEURAL, GENERATIVE);

    static final List<Voice> IN_ORDER =
            List.of(
                    new Voice("Joanna", "Joanna", true, Language.EN, "en-US", ALL),
                    new Voice("Matthew", "Matthew", false, Language.EN, "en-US", ALL),
                    new Voice("Lucia", "Lucía", true, Language.ES, "es-ES", ALL),
                    new Voice("Enrique", "Enrique", false, Language.ES, "es-ES", Set.of(STANDARD)),
                    new Voice("Sergio", "Sergio", false, Language.ES, "es-ES", NEWER),
                    new Voice("Lea", "Léa", true, Language.FR, "fr-FR", ALL),
                    new Voice("Mathieu", "Mathieu", false, Language.FR, "fr-FR", Set.of(STANDARD)),
                    new Voice("Remi", "Rémi", false, Language.FR, "fr-FR", NEWER),
                    new Voice("Vicki", "Vicki", true, Language.DE, "de-DE", ALL),
                    new Voice("Hans", "Hans", false, Language.DE, "de-DE", Set.of(STANDARD)),
                    new Voice("Daniel", "Daniel", false, Language.DE, "de-DE", NEWER),
                    new Voice("Bianca", "Bianca", true, Language.IT, "it-IT", ALL),
                    new Voice("Giorgio", "Giorgio", false, Language.IT, "it-IT", Set.of(STANDARD)),
                    new Voice("Adriano", "Adriano", false, Language.IT, "it-IT", Set.of(NEURAL)),
                    new Voice("Ines", "Inês", true, Language.PT, "pt-PT", OLDER),
                    new Voice(
                            "Cristiano",
                            "Cristiano",
                            false,
                            Language.PT,
                            "pt-PT",
                            Set.of(STANDARD)),
                    new Voice("Thiago", "Thiago", false, Language.PT, "pt-BR", Set.of(NEURAL)),
                    new Voice("Camila", "Camila", true, Language.PT, "pt-BR", ALL));

    private CommittedVoices() {}

    /** Where a voice stands in the order; voices nobody ordered come last. */
    static int rank(Voice voice) {
        for (int rank = 0; rank < IN_ORDER.size(); rank++) {
            if (IN_ORDER.get(rank).id().equals(voice.id())) {
                return rank;
            }
        }
        return Integer.MAX_VALUE;
    }
}
