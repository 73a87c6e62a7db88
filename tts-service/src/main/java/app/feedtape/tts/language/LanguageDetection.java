package app.feedtape.tts.language;

import com.github.pemistahl.lingua.api.IsoCode639_1;
import com.github.pemistahl.lingua.api.LanguageDetector;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells the six languages apart and says nothing rather than guess. One detector with all models
 * loaded at start: building one takes seconds, and all languages of the library take gigabytes.
 */
@Component
public class LanguageDetection {

    /** Beyond this length a decision does not get better, only slower. */
    private static final int LOOKED_AT = 1_000;

    private static final double MINIMUM_DISTANCE = 0.15;
    private static final int MINIMUM_LETTERS = 12;

    private final MeterRegistry metrics;
    private final CompletableFuture<LanguageDetector> detector;

    LanguageDetection(MeterRegistry metrics) {
        this.metrics = metrics;
        // Two seconds of work that the start of the service need not wait for.
        this.detector =
                CompletableFuture.supplyAsync(
                        LanguageDetection::load,
                        task -> Thread.ofPlatform().daemon().name("language-models").start(task));
    }

    private static LanguageDetector load() {
        return LanguageDetectorBuilder.fromIsoCodes639_1(
                        IsoCode639_1.EN,
                        IsoCode639_1.ES,
                        IsoCode639_1.FR,
                        IsoCode639_1.DE,
                        IsoCode639_1.IT,
                        IsoCode639_1.PT)
                .withMinimumRelativeDistance(MINIMUM_DISTANCE)
                .withPreloadedLanguageModels()
                .build();
    }

    /** The language of a text, or empty below the threshold. */
    public Optional<Language> detect(String text) {
        String start = text.length() <= LOOKED_AT ? text : text.substring(0, LOOKED_AT);
        Optional<Language> found =
                start.codePoints().filter(Character::isLetter).limit(MINIMUM_LETTERS).count()
                                < MINIMUM_LETTERS
                        ? Optional.empty()
                        : Language.withCode(
                                detector.join()
                                        .detectLanguageOf(start)
                                        .getIsoCode639_1()
                                        .name()
                                        .toLowerCase(Locale.ROOT));
        metrics.counter(
                        "feedtape.language.detected",
                        "language",
                        found.map(Language::code).orElse("undecided"))
                .increment();
        return found;
    }

    /**
     * The language that a tag such as {@code pt-BR} or {@code DE_at} names, if it is one of the
     * six.
     */
    public Optional<Language> hinted(@Nullable String tag) {
        if (tag == null || tag.length() < 2) {
            return Optional.empty();
        }
        String lower = tag.toLowerCase(Locale.ROOT);
        return Arrays.stream(Language.values())
                .filter(language ->
                        lower.equals(language.code())
                                || lower.startsWith(language.code() + "-")
                                || lower.startsWith(language.code() + "_"))
                .findFirst();
    }
}
