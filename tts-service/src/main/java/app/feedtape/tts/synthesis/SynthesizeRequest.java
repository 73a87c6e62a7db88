package app.feedtape.tts.synthesis;

import app.feedtape.web.document.Needed;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a listener asks to hear.
 *
 * @param text 1 to 10,000 code points, plain or HTML
 * @param link where it is from; never kept, the link of an article is personal data
 * @param language {@code auto} or one of en, es, fr, de, it, pt
 * @param languageHint what the feed or page says of its language, a tag such as {@code pt-BR};
 *     asked when {@code language} is {@code auto}, and ignored when it is none. The app has it from
 *     the article
 * @param voice a voice id
 * @param speed 0.5 to 2.0
 * @param quality {@code standard}, {@code neural} or {@code generative}
 * @param format {@code mp3}, {@code ogg_opus} or {@code pcm}
 * @param contentType {@code text} or {@code html}; without it the text's looks decide
 */
record SynthesizeRequest(
        @Needed @JsonProperty("text") @Nullable String text,
        @JsonProperty("link") @Nullable String link,
        @JsonProperty("language") @Nullable String language,
        @JsonProperty("language_hint") @Nullable String languageHint,
        @JsonProperty("voice") @Nullable String voice,
        @JsonProperty("speed") @Nullable BigDecimal speed,
        @JsonProperty("quality") @Nullable String quality,
        @JsonProperty("format") @Nullable String format,
        @JsonProperty("content_type") @Nullable String contentType) {

    /** The same for the same request, however its JSON was written. */
    String canonical() {
        String pace = speed == null ? "" : speed.stripTrailingZeros().toPlainString();
        return String.join(
                "\u001f",
                String.valueOf(text),
                String.valueOf(link),
                String.valueOf(language),
                String.valueOf(languageHint),
                String.valueOf(voice),
                pace,
                String.valueOf(quality),
                String.valueOf(format),
                String.valueOf(contentType));
    }
}
