package app.feedtape.tts.language;

import com.github.pemistahl.lingua.api.IsoCode639_1;
import com.github.pemistahl.lingua.api.LanguageDetector;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The library's models: all of them for the six, and the smallest ones for the six among their
 * neighbours, only to notice that a text is none of ours. All models of all languages would take
 * gigabytes; these take 170 MB and 50 MB (measured, docs/decisions/0045).
 */
final class LanguageModels {

    private static final IsoCode639_1[] SIX = {
        IsoCode639_1.EN,
        IsoCode639_1.ES,
        IsoCode639_1.FR,
        IsoCode639_1.DE,
        IsoCode639_1.IT,
        IsoCode639_1.PT
    };

    /** Everything else in Latin letters that Europe writes, and what is written by most people. */
    private static final IsoCode639_1[] NEIGHBOURS = {
        IsoCode639_1.AF, IsoCode639_1.BS, IsoCode639_1.CA, IsoCode639_1.CS, IsoCode639_1.CY,
        IsoCode639_1.DA, IsoCode639_1.EO, IsoCode639_1.ET, IsoCode639_1.EU, IsoCode639_1.FI,
        IsoCode639_1.GA, IsoCode639_1.HR, IsoCode639_1.HU, IsoCode639_1.ID, IsoCode639_1.IS,
        IsoCode639_1.LA, IsoCode639_1.LT, IsoCode639_1.LV, IsoCode639_1.MS, IsoCode639_1.NB,
        IsoCode639_1.NL, IsoCode639_1.PL, IsoCode639_1.RO, IsoCode639_1.SK, IsoCode639_1.SL,
        IsoCode639_1.SQ, IsoCode639_1.SV, IsoCode639_1.SW, IsoCode639_1.TL, IsoCode639_1.TR,
        IsoCode639_1.VI, IsoCode639_1.YO
    };

    private final LanguageDetector six =
            LanguageDetectorBuilder.fromIsoCodes639_1(SIX).withPreloadedLanguageModels().build();
    private final LanguageDetector wide =
            LanguageDetectorBuilder.fromIsoCodes639_1(
                            Stream.of(SIX, NEIGHBOURS)
                                    .flatMap(Arrays::stream)
                                    .toArray(IsoCode639_1[]::new))
                    .withLowAccuracyMode()
                    .withPreloadedLanguageModels()
                    .build();

    /**
     * The likeliest language.
     *
     * @param language empty when it is none of the six
     * @param lead over the next one, 0 to 1
     * @param leadOverSix over the likeliest of the six, 0 when it is one of them
     */
    record Opinion(Optional<Language> language, double lead, double leadOverSix) {}

    /** Which of the six it is, if it is one of them; empty when it is like none. */
    Optional<Opinion> amongSix(String text) {
        return opinion(six.computeLanguageConfidenceValues(text));
    }

    /** Which of many languages it is; empty when it is like none. */
    Optional<Opinion> amongMany(String text) {
        return opinion(wide.computeLanguageConfidenceValues(text));
    }

    private static Optional<Opinion> opinion(
            Map<com.github.pemistahl.lingua.api.Language, Double> confidences) {
        Iterator<Map.Entry<com.github.pemistahl.lingua.api.Language, Double>> ranked =
                confidences.entrySet().iterator();
        if (!ranked.hasNext()) {
            return Optional.empty();
        }
        var first = ranked.next();
        double second = ranked.hasNext() ? ranked.next().getValue() : 0;
        double bestOfSix =
                confidences.entrySet().stream()
                        .filter(entry -> ours(entry.getKey()).isPresent())
                        .mapToDouble(Map.Entry::getValue)
                        .max()
                        .orElse(0);
        return Optional.of(
                new Opinion(
                        ours(first.getKey()),
                        first.getValue() - second,
                        first.getValue() - bestOfSix));
    }

    private static Optional<Language> ours(com.github.pemistahl.lingua.api.Language language) {
        return Language.withCode(language.getIsoCode639_1().name().toLowerCase(Locale.ROOT));
    }
}
