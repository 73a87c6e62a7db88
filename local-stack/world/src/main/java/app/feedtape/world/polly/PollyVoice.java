package app.feedtape.world.polly;

import static app.feedtape.world.polly.Engine.GENERATIVE;
import static app.feedtape.world.polly.Engine.NEURAL;
import static app.feedtape.world.polly.Engine.STANDARD;

import java.util.List;
import java.util.Set;

/**
 * A voice as DescribeVoices tells it, and the local voice that stands in for it. Ids, languages and
 * engines are Polly's own (a selection: the six languages, both genders with every engine as far as
 * Polly has them; Polly has no male neural voice for pt-PT, Thiago is pt-BR).
 *
 * @param local espeak-ng's voice and variant
 */
record PollyVoice(
        String id,
        String name,
        boolean female,
        String languageCode,
        String languageName,
        Set<Engine> engines,
        String local) {

    static final List<PollyVoice> ALL =
            List.of(
                    us("Joanna", true, "f3", Set.of(STANDARD, NEURAL, GENERATIVE)),
                    us("Salli", true, "f2", Set.of(STANDARD, NEURAL, GENERATIVE)),
                    us("Kendra", true, "f4", Set.of(STANDARD, NEURAL)),
                    us("Matthew", false, "m3", Set.of(STANDARD, NEURAL, GENERATIVE)),
                    us("Joey", false, "m2", Set.of(STANDARD, NEURAL)),
                    us("Ruth", true, "f5", Set.of(NEURAL, GENERATIVE)),
                    us("Stephen", false, "m7", Set.of(NEURAL, GENERATIVE)),
                    spain("Lucia", "Lucía", true, "f2", Set.of(STANDARD, NEURAL, GENERATIVE)),
                    spain("Conchita", "Conchita", true, "f4", Set.of(STANDARD)),
                    spain("Enrique", "Enrique", false, "m2", Set.of(STANDARD)),
                    spain("Sergio", "Sergio", false, "m3", Set.of(NEURAL, GENERATIVE)),
                    america(
                            "es-MX",
                            "Mexican Spanish",
                            "Mia",
                            "Mia",
                            true,
                            "f3",
                            Set.of(STANDARD, NEURAL, GENERATIVE)),
                    america(
                            "es-MX",
                            "Mexican Spanish",
                            "Andres",
                            "Andrés",
                            false,
                            "m1",
                            Set.of(NEURAL, GENERATIVE)),
                    america(
                            "es-US",
                            "US Spanish",
                            "Lupe",
                            "Lupe",
                            true,
                            "f5",
                            Set.of(STANDARD, NEURAL, GENERATIVE)),
                    america(
                            "es-US",
                            "US Spanish",
                            "Miguel",
                            "Miguel",
                            false,
                            "m2",
                            Set.of(STANDARD)),
                    america(
                            "es-US",
                            "US Spanish",
                            "Pedro",
                            "Pedro",
                            false,
                            "m3",
                            Set.of(NEURAL, GENERATIVE)),
                    france("Lea", "Léa", true, "f3", Set.of(STANDARD, NEURAL, GENERATIVE)),
                    france("Celine", "Céline", true, "f2", Set.of(STANDARD)),
                    france("Mathieu", "Mathieu", false, "m2", Set.of(STANDARD)),
                    france("Remi", "Rémi", false, "m3", Set.of(NEURAL, GENERATIVE)),
                    germany("Vicki", true, "f4", Set.of(STANDARD, NEURAL, GENERATIVE)),
                    germany("Marlene", true, "f2", Set.of(STANDARD)),
                    germany("Hans", false, "m2", Set.of(STANDARD)),
                    germany("Daniel", false, "m3", Set.of(NEURAL, GENERATIVE)),
                    italy("Bianca", true, "f3", Set.of(STANDARD, NEURAL, GENERATIVE)),
                    italy("Carla", true, "f2", Set.of(STANDARD)),
                    italy("Giorgio", false, "m2", Set.of(STANDARD)),
                    italy("Adriano", false, "m3", Set.of(NEURAL)),
                    portuguese(
                            "pt-PT",
                            "Portuguese",
                            "Ines",
                            "Inês",
                            true,
                            "pt+f1",
                            Set.of(STANDARD, NEURAL)),
                    portuguese(
                            "pt-PT",
                            "Portuguese",
                            "Cristiano",
                            "Cristiano",
                            false,
                            "pt+m2",
                            Set.of(STANDARD)),
                    brazil("Camila", "Camila", true, "f3", Set.of(STANDARD, NEURAL, GENERATIVE)),
                    brazil("Vitoria", "Vitória", true, "f4", Set.of(STANDARD, NEURAL)),
                    brazil("Ricardo", "Ricardo", false, "m2", Set.of(STANDARD)),
                    brazil("Thiago", "Thiago", false, "m3", Set.of(NEURAL)));

    static PollyVoice withId(String id) {
        return ALL.stream()
                .filter(voice -> voice.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        PollyProblem.invalid(
                                "1 validation error detected: Value '%s' at 'voiceId' failed to satisfy constraint"
                                        .formatted(id)));
    }

    private static PollyVoice us(String id, boolean female, String variant, Set<Engine> engines) {
        return new PollyVoice(id, id, female, "en-US", "US English", engines, "en-us+" + variant);
    }

    private static PollyVoice spain(
            String id, String name, boolean female, String variant, Set<Engine> engines) {
        return new PollyVoice(
                id, name, female, "es-ES", "Castilian Spanish", engines, "es+" + variant);
    }

    private static PollyVoice america(
            String code,
            String language,
            String id,
            String name,
            boolean female,
            String variant,
            Set<Engine> engines) {
        return new PollyVoice(id, name, female, code, language, engines, "es-419+" + variant);
    }

    private static PollyVoice france(
            String id, String name, boolean female, String variant, Set<Engine> engines) {
        return new PollyVoice(id, name, female, "fr-FR", "French", engines, "fr+" + variant);
    }

    private static PollyVoice germany(
            String id, boolean female, String variant, Set<Engine> engines) {
        return new PollyVoice(id, id, female, "de-DE", "German", engines, "de+" + variant);
    }

    private static PollyVoice italy(
            String id, boolean female, String variant, Set<Engine> engines) {
        return new PollyVoice(id, id, female, "it-IT", "Italian", engines, "it+" + variant);
    }

    private static PollyVoice brazil(
            String id, String name, boolean female, String variant, Set<Engine> engines) {
        return portuguese(
                "pt-BR", "Brazilian Portuguese", id, name, female, "pt-br+" + variant, engines);
    }

    private static PollyVoice portuguese(
            String code,
            String language,
            String id,
            String name,
            boolean female,
            String local,
            Set<Engine> engines) {
        return new PollyVoice(id, name, female, code, language, engines, local);
    }
}
