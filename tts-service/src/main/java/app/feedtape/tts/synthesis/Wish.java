package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.cleaning.ContentType;
import app.feedtape.tts.cleaning.PageLanguage;
import app.feedtape.tts.cleaning.SpeakableText;
import app.feedtape.tts.cleaning.TextCleaning;
import app.feedtape.tts.language.Language;
import app.feedtape.tts.voices.Voice;
import app.feedtape.tts.voices.VoiceCatalogue;
import app.feedtape.tts.voices.VoiceEngine;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * A request that makes sense; what was left open is null.
 *
 * @param languageHint what the feed or page says of its language, as it says it
 */
record Wish(
        SpeakableText text,
        @Nullable Language language,
        @Nullable String languageHint,
        @Nullable Voice voice,
        @Nullable VoiceEngine engine,
        @Nullable Integer speedPercent,
        AudioFormat format) {

    private static final int LONGEST = 10_000;
    private static final int LONGEST_LINK = 4_096;
    private static final BigDecimal SLOWEST = new BigDecimal("0.5");
    private static final BigDecimal FASTEST = new BigDecimal("2.0");

    /**
     * Reads a request.
     *
     * @throws Refusal 400 naming the member at fault, 413 for a text over 10,000 code points as
     *     sent
     */
    static Wish of(SynthesizeRequest request, TextCleaning cleaning, VoiceCatalogue voices) {
        return of(request, LONGEST, cleaning, voices);
    }

    /**
     * The same for a text of another length.
     *
     * @param longest code points as sent
     */
    static Wish of(
            SynthesizeRequest request, int longest, TextCleaning cleaning, VoiceCatalogue voices) {
        String raw = request.text() == null ? "" : request.text();
        if (raw.isEmpty()) {
            throw Refusal.invalid("text", "The text is empty.");
        }
        if (raw.codePointCount(0, raw.length()) > longest) {
            throw ErrorCode.TEXT_TOO_LONG
                    .because("Text too large")
                    .with("limit", longest)
                    .with("characters", raw.codePointCount(0, raw.length()));
        }
        if (request.link() != null && request.link().length() > LONGEST_LINK) {
            throw Refusal.invalid("link", "The link is too long.");
        }
        AudioFormat format = format(request.format());
        ContentType type = contentType(request, raw);
        SpeakableText text = cleaning.clean(raw, type);
        if (!text.isSpeakable()) {
            throw Refusal.invalid("text", "There is nothing to say in this text.");
        }
        return new Wish(
                text,
                language(request.language()),
                hint(request, type),
                voice(request.voice(), voices),
                engine(request.quality()),
                speed(request.speed()),
                format);
    }

    private static ContentType contentType(SynthesizeRequest request, String raw) {
        return switch (request.contentType()) {
            case null -> ContentType.of(raw);
            case "text" -> ContentType.TEXT;
            case "html" -> ContentType.HTML;
            default -> throw Refusal.invalid("content_type", "The content type is text or html.");
        };
    }

    private static AudioFormat format(@Nullable String code) {
        return AudioFormat.withCode(code == null ? AudioFormat.MP3.code() : code)
                .orElseThrow(
                        () -> Refusal.invalid("format", "The format is mp3, ogg_opus or pcm."));
    }

    private static @Nullable Language language(@Nullable String code) {
        if (code == null || code.equals("auto")) {
            return null;
        }
        return Language.withCode(code)
                .orElseThrow(() ->
                        Refusal.invalid(
                                "language", "The language is auto, en, es, fr, de, it or pt."));
    }

    private static @Nullable String hint(SynthesizeRequest request, ContentType type) {
        if (request.languageHint() != null || type == ContentType.TEXT) {
            return request.languageHint();
        }
        return PageLanguage.of(String.valueOf(request.text())).orElse(null);
    }

    private static @Nullable Voice voice(@Nullable String id, VoiceCatalogue voices) {
        if (id == null) {
            return null;
        }
        return voices.find(id)
                .orElseThrow(() -> Refusal.invalid("voice", "There is no voice of that name."));
    }

    private static @Nullable VoiceEngine engine(@Nullable String code) {
        if (code == null) {
            return null;
        }
        return VoiceEngine.withCode(code)
                .orElseThrow(() ->
                        Refusal.invalid(
                                "quality", "The quality is standard, neural or generative."));
    }

    private static @Nullable Integer speed(@Nullable BigDecimal speed) {
        if (speed == null) {
            return null;
        }
        if (speed.compareTo(SLOWEST) < 0 || speed.compareTo(FASTEST) > 0) {
            throw Refusal.invalid("speed", "The speed is between 0.5 and 2.0.");
        }
        return speed.movePointRight(2).setScale(0, RoundingMode.HALF_UP).intValueExact();
    }
}
