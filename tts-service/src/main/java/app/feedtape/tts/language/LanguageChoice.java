package app.feedtape.tts.language;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which language a text is read in, in this order: as the request says, as its feed or page says,
 * as the text itself says, as the listener usually wants it, as the voice speaks. Counted by how it
 * was decided: everything after {@code detected} is a text that did not say enough.
 */
@Component
public class LanguageChoice {

    private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*");

    private final LanguageDetection detection;
    private final MeterRegistry metrics;

    LanguageChoice(LanguageDetection detection, MeterRegistry metrics) {
        this.detection = detection;
        this.metrics = metrics;
    }

    /**
     * What is known when a text is to be read.
     *
     * @param text cleaned
     * @param named by the request
     * @param hint of the feed or page: a language tag as found, however it is written
     * @param setting of the listener, unless it is {@code auto}
     * @param voice the language of the voice that would read
     */
    public record Question(
            String text,
            @Nullable Language named,
            @Nullable String hint,
            @Nullable Language setting,
            @Nullable Language voice) {}

    /** What decided a language. */
    public enum By {
        NAMED,
        HINT,
        DETECTED,
        SETTING,
        VOICE,
        DEFAULT,
        REFUSED;

        /** As metrics and answers spell it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The language to read in, and what decided it. */
    public record Decision(By by, Language language) {}

    /**
     * The language to read in.
     *
     * @throws Refusal 422 LANGUAGE_UNSUPPORTED for a text that is clearly in none of the six: in
     *     letters that no voice reads, whoever names another language, or in another language,
     *     unless the request itself names one
     */
    public Decision choose(Question question) {
        if (detection.isInForeignLetters(question.text())) {
            throw refused();
        }
        if (question.named() != null) {
            return counted(new Decision(By.NAMED, question.named()));
        }
        Verdict verdict = detection.detect(question.text());
        if (verdict instanceof Verdict.Unspoken) {
            throw refused();
        }
        Optional<Language> hinted = hinted(question.hint());
        if (hinted.isEmpty() && verdict.spoken().isEmpty() && namesLanguage(question.hint())) {
            throw refused();
        }
        Decision decision =
                hinted.map(language -> new Decision(By.HINT, language))
                        .or(() -> verdict.spoken().map(it -> new Decision(By.DETECTED, it)))
                        .orElseGet(() -> fallback(question));
        return counted(decision);
    }

    /**
     * The language that a stored text is in, as its feed or it itself says; empty when nothing
     * decides it.
     */
    public Optional<Language> find(String text, @Nullable String hint) {
        return switch (detection.detect(text)) {
            case Verdict.Unspoken() -> Optional.empty();
            case Verdict.Spoken(Language found) -> hinted(hint).or(() -> Optional.of(found));
            case Verdict.Undecided() -> hinted(hint);
        };
    }

    private static Decision fallback(Question question) {
        if (question.setting() != null) {
            return new Decision(By.SETTING, question.setting());
        }
        return question.voice() != null
                ? new Decision(By.VOICE, question.voice())
                : new Decision(By.DEFAULT, Language.EN);
    }

    /** The one of the six that a tag such as {@code pt-BR} or {@code DE_at} names. */
    static Optional<Language> hinted(@Nullable String tag) {
        if (tag == null || !namesLanguage(tag)) {
            return Optional.empty();
        }
        String primary = tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
        return Arrays.stream(Language.values())
                .filter(language -> language.code().equals(primary))
                .findFirst();
    }

    /** Feeds write all sorts of things here; two or three letters are a language. */
    private static boolean namesLanguage(@Nullable String tag) {
        return tag != null
                && TAG.matcher(tag).matches()
                && tag.split("[-_]", 2)[0].length() <= 3
                && !tag.toLowerCase(Locale.ROOT).matches("(?:und|mul|zxx|mis).*");
    }

    private Decision counted(Decision decision) {
        count(decision.by(), decision.language().code());
        return decision;
    }

    private Refusal refused() {
        count(By.REFUSED, "other");
        return ErrorCode.LANGUAGE_UNSUPPORTED.because(
                "This text is not in English, Spanish, French, German, Italian or Portuguese.");
    }

    private void count(By by, String language) {
        metrics.counter("feedtape.language.decided", "by", by.code(), "language", language)
                .increment();
    }
}
