package app.feedtape.billing.catalogue;

import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.Rate;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A plan as listeners and integrators see it.
 *
 * @param limits null means unlimited
 * @param features every feature that is sold, and whether this plan has it
 */
public record PlanDescription(
        @JsonProperty("name") String name,
        @JsonProperty("display_name") String displayName,
        @JsonProperty("description") String description,
        @JsonProperty("prices") List<Amount> prices,
        @JsonProperty("limits") LimitDescription limits,
        @JsonProperty("features") Map<String, Boolean> features,
        @JsonProperty("trial_days") @Nullable Integer trialDays) {

    /**
     * A price.
     *
     * @param store where it is paid; {@code signup} for what costs nothing
     * @param minorUnits in the smallest unit of the currency
     * @param period {@code month} or {@code year}
     */
    public record Amount(
            @JsonProperty("store") String store,
            @JsonProperty("amount_minor") int minorUnits,
            @JsonProperty("currency") String currency,
            @JsonProperty("period") String period) {}

    /** Limits per day, month or in all, and per time. */
    public record LimitDescription(
            @JsonUnwrapped Limits limits,
            @JsonProperty("rate_limits") Map<String, Rate> rateLimits) {}

    /** The store that sells on the web. */
    static final String ON_THE_WEB = "stripe";

    static PlanDescription of(PricedPlan priced, Collection<String> everyFeature, String store) {
        Plan plan = priced.plan();
        Map<String, Boolean> features = new TreeMap<>();
        everyFeature.forEach(feature -> features.put(feature, plan.features().contains(feature)));
        return new PlanDescription(
                plan.name(),
                plan.displayName(),
                plan.description(),
                priced.prices().stream()
                        .filter(price -> price.isOfferedIn(store))
                        .map(price ->
                                new Amount(
                                        price.store(),
                                        price.minorUnits(),
                                        price.currency(),
                                        price.period()))
                        .toList(),
                new LimitDescription(plan.limits(), plan.rateLimits()),
                features,
                plan.trialDays());
    }
}
