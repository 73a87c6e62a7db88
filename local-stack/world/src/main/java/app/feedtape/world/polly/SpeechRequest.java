package app.feedtape.world.polly;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A SynthesizeSpeech request that Polly would accept. */
record SpeechRequest(
        PollyVoice voice,
        Engine engine,
        Format format,
        int sampleRate,
        boolean ssml,
        List<String> markTypes,
        Script script) {
    private static final int BILLED_LIMIT = 3_000;
    private static final int TOTAL_LIMIT = 6_000;

    /**
     * What this stand-in can make, at Polly's own rates; those of MP3 above 24,000 Hz, Vorbis and
     * the two of telephones are left out.
     */
    enum Format {
        MP3("mp3", "audio/mpeg", Set.of(8000, 16000, 22050, 24000)),
        OGG_OPUS("ogg_opus", "audio/ogg", Set.of(48000)),
        PCM("pcm", "audio/pcm", Set.of(8000, 16000)),
        JSON("json", "application/x-json-stream", Set.of());

        private final String wireName;
        private final String contentType;
        private final Set<Integer> sampleRates;

        Format(String wireName, String contentType, Set<Integer> sampleRates) {
            this.wireName = wireName;
            this.contentType = contentType;
            this.sampleRates = sampleRates;
        }

        String contentType() {
            return contentType;
        }

        static Format named(String name) {
            for (Format format : values()) {
                if (format.wireName.equals(name)) {
                    return format;
                }
            }
            throw PollyProblem.invalid(
                    "Value '%s' at 'outputFormat' failed to satisfy constraint (here: mp3, ogg_opus, pcm, json)"
                            .formatted(name));
        }
    }

    static SpeechRequest of(JsonNode json) {
        String text = required(json, "Text");
        Format format = Format.named(required(json, "OutputFormat"));
        PollyVoice voice = PollyVoice.withId(required(json, "VoiceId"));
        String engineName = optional(json, "Engine");
        Engine engine = engineName == null ? Engine.STANDARD : Engine.named(engineName);
        checkVoice(json, voice, engine);
        boolean ssml = isSsml(json);
        checkLength(text.codePointCount(0, text.length()), TOTAL_LIMIT);
        Script script = ssml ? Ssml.read(text, engine) : Script.plain(text);
        checkLength(script.characters(), BILLED_LIMIT);
        List<String> marks = marks(json, format, ssml);
        return new SpeechRequest(
                voice, engine, format, sampleRate(json, format, engine), ssml, marks, script);
    }

    private static void checkVoice(JsonNode json, PollyVoice voice, Engine engine) {
        if (!voice.engines().contains(engine)) {
            throw PollyProblem.refused(
                    "EngineNotSupportedException",
                    "This voice does not support the selected engine: " + engine.wireName());
        }
        String language = optional(json, "LanguageCode");
        if (language != null && !language.equals(voice.languageCode())) {
            throw PollyProblem.refused(
                    "LanguageNotSupportedException",
                    "This voice does not support the language: " + language);
        }
        JsonNode lexicons = json.get("LexiconNames");
        if (lexicons != null && !lexicons.isEmpty()) {
            throw PollyProblem.lexiconNotFound();
        }
    }

    private static boolean isSsml(JsonNode json) {
        String type = optional(json, "TextType");
        return switch (type == null ? "text" : type) {
            case "text" -> false;
            case "ssml" -> true;
            default ->
                    throw PollyProblem.invalid(
                            "Value '%s' at 'textType' is unknown".formatted(type));
        };
    }

    private static void checkLength(int length, int limit) {
        if (length > limit) {
            throw PollyProblem.refused(
                    "TextLengthExceededException", "Maximum text length has been exceeded");
        }
    }

    private static List<String> marks(JsonNode json, Format format, boolean ssml) {
        List<String> types = new ArrayList<>();
        JsonNode asked = json.get("SpeechMarkTypes");
        if (asked != null) {
            asked.forEach(type -> types.add(type.asString()));
        }
        if (types.isEmpty() == (format == Format.JSON)) {
            throw PollyProblem.refused(
                    "MarksNotSupportedForFormatException",
                    "Speech marks are for the json format, and it is for them");
        }
        if (types.contains("ssml") && !ssml) {
            throw PollyProblem.refused(
                    "SsmlMarksNotSupportedForTextTypeException",
                    "SSML speech marks need SSML text");
        }
        if (!Set.of("sentence", "word", "ssml", "viseme").containsAll(types)) {
            throw PollyProblem.invalid("Unknown speech mark type");
        }
        return List.copyOf(types);
    }

    private static int sampleRate(JsonNode json, Format format, Engine engine) {
        String asked = optional(json, "SampleRate");
        if (asked == null) {
            return switch (format) {
                case MP3, JSON -> engine.sampleRate();
                case OGG_OPUS -> 48_000;
                case PCM -> 16_000;
            };
        }
        int rate = asked.matches("\\d{1,6}") ? Integer.parseInt(asked) : 0;
        if (format != Format.JSON && !format.sampleRates.contains(rate)) {
            throw PollyProblem.refused(
                    "InvalidSampleRateException", "The specified sample rate is not valid");
        }
        return rate;
    }

    private static String required(JsonNode json, String name) {
        String value = optional(json, name);
        if (value == null) {
            throw PollyProblem.invalid(
                    "Value null at '%s' failed to satisfy constraint".formatted(name));
        }
        return value;
    }

    private static @Nullable String optional(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null || !value.isString() ? null : value.stringValue();
    }
}
