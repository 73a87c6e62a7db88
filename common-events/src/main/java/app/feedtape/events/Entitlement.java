package app.feedtape.events;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one payer may do: a plan of the catalogue with the payer's overrides applied. Every room
 * decides by this value and by nothing else, so that no room can have its own idea of a plan.
 */
public record Entitlement(
        UUID payerId,
        long version,
        String plan,
        String status,
        String source,
        @Nullable Instant trialEndsAt,
        @Nullable Instant validUntil,
        Limits limits,
        List<String> features,
        Map<String, Rate> rateLimits) {

    /** The plan that everybody falls back to. */
    public static final String FREE = "free";

    /** The payer's fact seen through the catalogue. */
    public static Entitlement resolve(EntitlementChanged fact, PlanChanged plan) {
        Limits base = plan.limits();
        Overrides own = fact.overrides();
        Limits limits =
                new Limits(
                        either(own.charactersPerDay(), base.charactersPerDay()),
                        either(own.feeds(), base.feeds()),
                        base.voiceEngines(),
                        either(own.jobsPerMonth(), base.jobsPerMonth()),
                        either(own.keptAudioMegabytes(), base.keptAudioMegabytes()),
                        either(own.apiCallsPerDay(), base.apiCallsPerDay()),
                        base.apiKeys(),
                        either(own.seats(), base.seats()));
        return new Entitlement(
                fact.payerId(),
                fact.version(),
                fact.plan(),
                fact.status(),
                fact.source(),
                fact.trialEndsAt(),
                fact.validUntil(),
                limits,
                plan.features(),
                plan.rateLimits());
    }

    private static <T> @Nullable T either(@Nullable T own, @Nullable T ofThePlan) {
        return own != null ? own : ofThePlan;
    }

    /** Whether new speech may be bought at this instant: a free payer only while the trial runs. */
    public boolean allowsSpeechAt(Instant instant) {
        if (!plan.equals(FREE) || !source.equals("signup")) {
            return true;
        }
        return trialEndsAt != null && instant.isBefore(trialEndsAt);
    }

    /** Whether the owner must be asked again before this is relied on. */
    public boolean isOverAt(Instant instant) {
        return validUntil != null && !instant.isBefore(validUntil);
    }

    public boolean allowsEngine(String engine) {
        return limits.voiceEngines().contains(engine);
    }

    public boolean hasFeature(String feature) {
        return features.contains(feature);
    }
}
