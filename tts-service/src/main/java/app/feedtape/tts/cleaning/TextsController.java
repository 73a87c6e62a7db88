package app.feedtape.tts.cleaning;

import app.feedtape.tts.language.Language;
import app.feedtape.tts.language.LanguageChoice;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Cleaning for feed-service, so that an article's stored text is the text that is paid for. */
@RestController
class TextsController {

    private static final int LONGEST = 1_000_000;

    private final TextCleaning cleaning;
    private final LanguageChoice languages;

    TextsController(TextCleaning cleaning, LanguageChoice languages) {
        this.cleaning = cleaning;
        this.languages = languages;
    }

    record CleanRequest(
            @JsonProperty("html") @Nullable String html,
            @JsonProperty("language_hint") @Nullable String languageHint) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CleanResponse(
            @JsonProperty("text") String text,
            @JsonProperty("cleaning_version") int cleaningVersion,
            @JsonProperty("characters") int characters,
            @JsonProperty("language") @Nullable String language) {}

    /**
     * At most 1,000,000 code units of HTML; {@code language} is missing when nothing decides it or
     * it is none of the six. Without a {@code language_hint} the page's own {@code lang} is one.
     * What is no character is left out.
     */
    @PostMapping("/internal/texts/clean")
    CleanResponse clean(@RequestBody CleanRequest request) {
        if (request.html() == null) {
            throw Refusal.invalid("html", "The text is missing.");
        }
        if (request.html().length() > LONGEST) {
            throw ErrorCode.TEXT_TOO_LONG.because("Text too large");
        }
        SpeakableText text = cleaning.cleanStored(request.html());
        String hint =
                request.languageHint() == null
                        ? PageLanguage.of(request.html()).orElse(null)
                        : request.languageHint();
        String language = languages.find(text.text(), hint).map(Language::code).orElse(null);
        return new CleanResponse(text.text(), TextCleaning.VERSION, text.characters(), language);
    }
}
