package app.feedtape.messaging.entitlement;

import app.feedtape.events.Entitlement;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import app.feedtape.messaging.view.StateView;
import app.feedtape.web.decision.Decision;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What would have let a refused request in: the smallest plan on offer as the catalogue is now.
 * Small is by the characters of its day; prices are billing's.
 */
public final class Unlocking {

    private static final String RATE_LIMIT = "rate_limit.";
    private static final String GENERATIVE = "generative";
    private static final String CUSTOM_VOICES = "custom_voices";

    private static final Comparator<PlanChanged> SMALLEST_FIRST =
            Comparator.<PlanChanged, Long>comparing(
                            plan -> orMuch(plan.limits().charactersPerDay()))
                    .thenComparing(PlanChanged::plan);

    private final StateView<String, PlanChanged> plans;

    public Unlocking(StateView<String, PlanChanged> planView) {
        this.plans = planView;
    }

    /** Empty where no plan changes anything. */
    public Optional<String> find(Decision decision) {
        return smallest(plans.snapshot().values(), decision);
    }

    static Optional<String> smallest(Collection<PlanChanged> plans, Decision decision) {
        return plans.stream()
                .filter(PlanChanged::mayBeChosen)
                .filter(plan -> !plan.plan().equals(decision.plan()))
                .filter(plan -> lets(plan, decision))
                .min(SMALLEST_FIRST)
                .map(PlanChanged::plan);
    }

    private static boolean lets(PlanChanged plan, Decision decision) {
        Limits limits = plan.limits();
        return switch (decision.rule()) {
            case "characters_per_day" -> has(limits.charactersPerDay(), decision);
            case "feeds" -> has(limits.feeds(), decision);
            case "jobs_per_month" -> has(limits.jobsPerMonth(), decision);
            case "kept_audio_mb" -> has(limits.keptAudioMegabytes(), decision);
            case "api_calls_per_day" -> has(limits.apiCallsPerDay(), decision);
            case "seats" -> has(limits.seats(), decision);
            case "api_keys" -> limits.apiKeys();
            case "trial_days" -> !plan.plan().equals(Entitlement.FREE);
            case "voice_engine" -> speaks(plan, String.valueOf(decision.requested()));
            case String rule when rule.startsWith(RATE_LIMIT) ->
                    isFaster(plan.rateLimits().get(rule.substring(RATE_LIMIT.length())), decision);
            default -> false;
        };
    }

    /** Room for all that was used and held and for what was asked for. */
    private static boolean has(@Nullable Number limit, Decision decision) {
        long wanted =
                orNothing(decision.used())
                        + orNothing(decision.held())
                        + (decision.requested() instanceof Long requested ? requested : 0);
        return limit == null || limit.longValue() >= wanted;
    }

    private static boolean speaks(PlanChanged plan, String engine) {
        return plan.limits().voiceEngines().contains(engine)
                && (!engine.equals(GENERATIVE) || plan.features().contains(CUSTOM_VOICES));
    }

    private static boolean isFaster(@Nullable Rate rate, Decision decision) {
        return rate != null
                && decision.limit() instanceof Long limit
                && decision.windowSeconds() != null
                && rate.requests() * decision.windowSeconds() > limit * rate.windowSeconds();
    }

    private static long orMuch(@Nullable Long limit) {
        return limit == null ? Long.MAX_VALUE : limit;
    }

    private static long orNothing(@Nullable Long amount) {
        return amount == null ? 0 : amount;
    }
}
