package app.feedtape.web.decision;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives every refusal with 402 or 429 an id that explains it for a week. The id is the explanation,
 * sealed: nothing is stored for a refusal (docs/decisions/0055).
 */
public final class Decisions {

    /** How long an id is good for. */
    public static final Duration READABLE_FOR = Duration.ofDays(7);

    private final DecisionSeal seal;
    private final String service;
    private final Clock clock;
    private final Supplier<@Nullable MeterRegistry> meters;

    /**
     * @param secrets base64 of 32 random bytes each, separated by commas; the first one seals
     * @param service whose decisions these are
     * @throws IllegalStateException when a secret is missing or weak
     */
    public Decisions(
            String secrets, String service, Clock clock, Supplier<@Nullable MeterRegistry> meters) {
        this.seal = new DecisionSeal(secrets);
        this.service = service;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * The refusal with its {@code decision_id}, where its code needs one; the same otherwise.
     *
     * @param plan of the payer as far as the caller of this knows; the refusal's own is better
     */
    public Refusal explain(Refusal refusal, Subject subject, @Nullable String plan) {
        if (!refusal.code().isExplained() || refusal.details().containsKey(ErrorCode.DECISION_ID)) {
            return refusal;
        }
        Decision decision = Decision.of(refusal, subject, plan, service, clock.instant());
        count(decision);
        return refusal.with(ErrorCode.DECISION_ID, seal.seal(DecisionFormat.write(decision)));
    }

    private void count(Decision decision) {
        MeterRegistry registry = meters.get();
        if (registry != null) {
            registry.counter("feedtape.refusals", "code", decision.code(), "rule", decision.rule())
                    .increment();
        }
    }

    /** What an id says; empty for one that is not ours or has had its time. */
    public Optional<Decision> find(String id) {
        return seal.open(id)
                .map(DecisionFormat::read)
                .filter(it -> clock.instant().isBefore(it.decidedAt().plus(READABLE_FOR)));
    }
}
