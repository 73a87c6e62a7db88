package app.feedtape.gateway.me;

import app.feedtape.web.document.Shape;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a payer has used of what the plan allows.
 *
 * @param limits by billing; null while it does not answer
 * @param unavailable whose figures are missing: null is then unknown, and never nothing used
 */
public record UsageAnswer(
        @JsonProperty("usage") Used usage,
        @Shape("app.feedtape.billing.usage.UsageController.Allowed") @JsonProperty("limits")
                @Nullable JsonNode limits,
        @Shape("app.feedtape.billing.usage.UsageController.Period") @JsonProperty("period")
                @Nullable JsonNode period,
        @JsonProperty("unavailable") List<String> unavailable) {

    private static final double CHARACTERS_PER_MINUTE = 1_000;

    /**
     * Of today, but for jobs, which are of the month, and feeds, kept audio and seats, which are of
     * now.
     *
     * @param charactersHeld being spent at this moment
     */
    public record Used(
            @Shape("Long") @JsonProperty("characters") @Nullable JsonNode characters,
            @JsonProperty("minutes") @Nullable Double minutes,
            @Shape("Long") @JsonProperty("requests") @Nullable JsonNode requests,
            @Shape("Long") @JsonProperty("characters_held") @Nullable JsonNode charactersHeld,
            @Shape("Integer") @JsonProperty("jobs") @Nullable JsonNode jobs,
            @Shape("Integer") @JsonProperty("feeds") @Nullable JsonNode feeds,
            @Shape("Long") @JsonProperty("kept_audio_mb") @Nullable JsonNode keptAudio,
            @JsonProperty("api_calls") @Nullable Long apiCalls,
            @JsonProperty("seats") @Nullable Integer seats) {}

    /**
     * What the gateway knows itself.
     *
     * @param unspentCalls counted by billing, and not made yet
     * @param seats of the payer; null when it is an organization
     */
    record Own(long unspentCalls, @Nullable Integer seats) {}

    static UsageAnswer compose(
            Optional<JsonNode> billing, Optional<JsonNode> tts, Optional<JsonNode> feed, Own own) {
        List<String> unavailable = new ArrayList<>();
        billing.ifPresentOrElse(it -> {}, () -> unavailable.add("billing"));
        tts.ifPresentOrElse(it -> {}, () -> unavailable.add("tts"));
        feed.ifPresentOrElse(it -> {}, () -> unavailable.add("feed"));
        return new UsageAnswer(
                new Used(
                        at(tts, "/usage/characters"),
                        tts.map(it -> it.at("/usage/characters").asLong() / CHARACTERS_PER_MINUTE)
                                .orElse(null),
                        at(tts, "/usage/requests"),
                        at(tts, "/characters_held"),
                        at(tts, "/jobs/used"),
                        at(feed, "/feeds"),
                        at(tts, "/kept_audio/used_mb"),
                        billing.map(it ->
                                        Math.max(
                                                0,
                                                it.at("/usage/api_calls").asLong()
                                                        - own.unspentCalls()))
                                .orElse(null),
                        own.seats()),
                at(billing, "/limits"),
                at(billing, "/period"),
                unavailable);
    }

    private static @Nullable JsonNode at(Optional<JsonNode> answer, String pointer) {
        return answer.map(it -> it.at(pointer)).orElse(null);
    }
}
