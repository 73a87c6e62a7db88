package app.feedtape.billing.catalogue;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A row of the catalogue in the shape in which a plan is told and changed. */
final class PlanForOperators {

    private static final List<String> LIMITS =
            List.of(
                    "characters_per_day",
                    "feeds",
                    "voice_engines",
                    "jobs_per_month",
                    "kept_audio_mb",
                    "api_calls_per_day",
                    "api_keys",
                    "seats");

    private PlanForOperators() {}

    static JsonNode describe(ObjectNode row) {
        ObjectNode plan = row.deepCopy();
        plan.remove("published_version");
        ObjectNode limits = JsonNodeFactory.instance.objectNode();
        LIMITS.forEach(limit -> limits.set(limit, plan.remove(limit)));
        plan.set("limits", limits);
        return plan;
    }
}
