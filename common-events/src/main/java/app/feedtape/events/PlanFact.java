package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What billing-service says about the plan catalogue. */
public sealed interface PlanFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.PLAN;
    }

    /**
     * One plan as the catalogue has it now.
     *
     * @param plan its name, such as {@code free}
     * @param version grows with every change of this plan
     * @param offered whether anybody may still choose it; null, as before it was said, means yes
     */
    record PlanChanged(
            @JsonProperty("plan") String plan,
            @JsonProperty("version") long version,
            @JsonProperty("display_name") String displayName,
            @JsonProperty("limits") Limits limits,
            @JsonProperty("features") List<String> features,
            @JsonProperty("rate_limits") Map<String, Rate> rateLimits,
            @JsonProperty("offered") @Nullable Boolean offered)
            implements PlanFact {

        /** One that is offered. */
        public PlanChanged(
                String plan,
                long version,
                String displayName,
                Limits limits,
                List<String> features,
                Map<String, Rate> rateLimits) {
            this(plan, version, displayName, limits, features, rateLimits, null);
        }

        public boolean mayBeChosen() {
            return !Boolean.FALSE.equals(offered);
        }

        @Override
        public String key() {
            return plan;
        }
    }

    /**
     * What a plan allows; null means unlimited.
     *
     * @param charactersPerDay code points spoken per UTC day
     * @param feeds follows that are refreshed
     * @param voiceEngines of {@code standard}, {@code neural}, {@code generative}
     * @param jobsPerMonth background jobs
     * @param keptAudioMegabytes stored audio
     * @param apiCallsPerDay calls through the gateway per UTC day
     * @param apiKeys whether API keys may be made
     * @param seats members of an organization
     */
    record Limits(
            @JsonProperty("characters_per_day") @Nullable Long charactersPerDay,
            @JsonProperty("feeds") @Nullable Integer feeds,
            @JsonProperty("voice_engines") List<String> voiceEngines,
            @JsonProperty("jobs_per_month") @Nullable Integer jobsPerMonth,
            @JsonProperty("kept_audio_mb") @Nullable Integer keptAudioMegabytes,
            @JsonProperty("api_calls_per_day") @Nullable Long apiCallsPerDay,
            @JsonProperty("api_keys") boolean apiKeys,
            @JsonProperty("seats") @Nullable Integer seats) {}

    /** A bucket of {@code requests}, refilled evenly over {@code windowSeconds}. */
    record Rate(
            @JsonProperty("requests") int requests,
            @JsonProperty("window_seconds") int windowSeconds) {}
}
