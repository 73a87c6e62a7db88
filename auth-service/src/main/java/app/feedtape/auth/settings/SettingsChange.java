package app.feedtape.auth.settings;

import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal.Field;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a person wants to be different about how they are read to; a null member stays as it is.
 *
 * @param voice 2 to 32 letters; whether there is such a voice is {@link OfferedVoices}'s to say
 * @param speed 0.5 to 2.0, two decimals
 * @param language {@code auto} or one of the six
 * @param quality {@code standard} or {@code neural}
 */
public record SettingsChange(
        @Nullable String voice,
        @Nullable BigDecimal speed,
        @Nullable String language,
        @Nullable String quality) {

    private static final Pattern VOICE = Pattern.compile("[A-Za-z]{2,32}");
    private static final Set<String> LANGUAGES = Set.of("auto", "en", "es", "fr", "de", "it", "pt");
    private static final Set<String> QUALITIES = Set.of("standard", "neural");
    private static final double SLOWEST = 0.5;
    private static final double FASTEST = 2.0;

    /**
     * Reads the {@code settings} member of a request; 400 naming every member that is unknown, null
     * or out of bounds.
     */
    public static SettingsChange parse(JsonNode settings) {
        List<Field> wrong = new ArrayList<>();
        if (!settings.isObject()) {
            wrong.add(new Field("settings", "Must be an object."));
        }
        String voice = null;
        BigDecimal speed = null;
        String language = null;
        String quality = null;
        for (Map.Entry<String, JsonNode> member : settings.properties()) {
            JsonNode value = member.getValue();
            String field = "settings." + member.getKey();
            switch (member.getKey()) {
                case "voice" -> voice = voice(value, field, wrong);
                case "speed" -> speed = speed(value, field, wrong);
                case "language" -> language = oneOf(LANGUAGES, value, field, wrong);
                case "quality" -> quality = oneOf(QUALITIES, value, field, wrong);
                default -> wrong.add(new Field(field, "There is no such setting."));
            }
        }
        if (!wrong.isEmpty()) {
            throw ErrorCode.VALIDATION_FAILED
                    .because("Some settings are not valid.")
                    .with("fields", wrong);
        }
        return new SettingsChange(voice, speed, language, quality);
    }

    private static @Nullable String voice(JsonNode value, String field, List<Field> wrong) {
        if (value.isString() && VOICE.matcher(value.stringValue()).matches()) {
            return value.stringValue();
        }
        wrong.add(new Field(field, "Must be the name of a voice."));
        return null;
    }

    /** Phones send 1.1 as 1.10000002: two decimals are kept. */
    private static @Nullable BigDecimal speed(JsonNode value, String field, List<Field> wrong) {
        double asked = value.isNumber() ? value.asDouble() : Double.NaN;
        if (asked >= SLOWEST && asked <= FASTEST) {
            return BigDecimal.valueOf(asked).setScale(2, RoundingMode.HALF_UP);
        }
        wrong.add(new Field(field, "Must be a number from 0.5 to 2.0."));
        return null;
    }

    private static @Nullable String oneOf(
            Set<String> allowed, JsonNode value, String field, List<Field> wrong) {
        if (value.isString() && allowed.contains(value.stringValue())) {
            return value.stringValue();
        }
        wrong.add(new Field(field, "Must be one of " + allowed.stream().sorted().toList() + "."));
        return null;
    }

    /** The settings with this change applied. */
    public ListenerSettings applyTo(ListenerSettings settings) {
        return new ListenerSettings(
                voice != null ? voice : settings.voice(),
                speed != null && speed.compareTo(settings.speed()) != 0 ? speed : settings.speed(),
                language != null ? language : settings.language(),
                quality != null ? quality : settings.quality());
    }
}
