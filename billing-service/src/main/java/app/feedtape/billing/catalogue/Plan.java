package app.feedtape.billing.catalogue;

import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the catalogue.
 *
 * @param rank the higher, the more it allows; the best of several purchases is decided by it
 * @param trialDays how long a new account may speak with it, null for no trial
 * @param active whether anybody may still choose it
 */
public record Plan(
        String name,
        long version,
        int rank,
        String displayName,
        String description,
        Limits limits,
        @Nullable Integer trialDays,
        List<String> features,
        Map<String, Rate> rateLimits,
        boolean active) {

    /** What a name looks like; the table has the same rule. */
    public static final String NAME = "[a-z][a-z0-9_]{0,30}";

    /** As the other services hear of it. */
    public PlanChanged toFact() {
        return new PlanChanged(name, version, displayName, limits, features, rateLimits, active);
    }
}
