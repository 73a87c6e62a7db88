package app.feedtape.messaging.entitlement;

import app.feedtape.events.Entitlement;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.messaging.view.StateView;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What a payer may do. Known from billing's topics as long as they can be relied on; else billing
 * is asked, once for all who wait, and its answer kept for 5 s. Yesterday's permission is never the
 * fallback (decisions.md, plans and permission).
 */
public final class Entitlements {

    /** Without a heartbeat for this long the topic cannot be relied on. */
    static final Duration HEARTBEAT_BOUND = Duration.ofSeconds(2);

    private static final Duration KEEP_ANSWER = Duration.ofSeconds(5);

    private final StateView<String, PlanChanged> plans;
    private final StateView<UUID, EntitlementChanged> entitlements;
    private final BillingCalls billing;
    private final Clock clock;
    private final Cache<UUID, Answered> answers =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(KEEP_ANSWER).build();
    private final ConcurrentMap<UUID, Asking> asking = new ConcurrentHashMap<>();

    /**
     * @param askedFor the version the asker needed, which billing has taken into account
     */
    private record Answered(Entitlement entitlement, long askedFor) {}

    private record Asking(long atLeastVersion, CompletableFuture<Entitlement> answer) {}

    Entitlements(
            StateView<String, PlanChanged> plans,
            StateView<UUID, EntitlementChanged> entitlements,
            BillingCalls billing,
            Clock clock) {
        this.plans = plans;
        this.entitlements = entitlements;
        this.billing = billing;
        this.clock = clock;
    }

    /**
     * What can be relied on without asking anybody.
     *
     * @param atLeastVersion the token's {@code ent_v}; 0 when there is none
     * @return empty when billing must be asked
     */
    public Optional<Entitlement> known(UUID payerId, long atLeastVersion) {
        Entitlement heard = heard(payerId);
        Answered answered = answers.getIfPresent(payerId);
        if (answered != null
                && answered.askedFor() >= atLeastVersion
                && (heard == null || heard.version() < answered.entitlement().version())) {
            return Optional.of(answered.entitlement()).filter(this::isRunning);
        }
        return Optional.ofNullable(heard)
                .filter(it -> it.version() >= atLeastVersion)
                .filter(this::isRunning)
                .filter(it ->
                        answered != null || entitlements.isHeardWithin(payerId, HEARTBEAT_BOUND));
    }

    /**
     * What the payer may do, asking billing when that is needed. Completes exceptionally with
     * {@code UPSTREAM_UNAVAILABLE} when it cannot be learned.
     */
    public CompletableFuture<Entitlement> find(UUID payerId, long atLeastVersion) {
        return known(payerId, atLeastVersion)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> ask(payerId, atLeastVersion));
    }

    private @Nullable Entitlement heard(UUID payerId) {
        EntitlementChanged fact = entitlements.find(payerId).orElse(null);
        if (fact == null) {
            return null;
        }
        return plans.find(fact.plan())
                .filter(plan -> plan.version() >= fact.planVersion())
                .map(plan -> Entitlement.resolve(fact, plan))
                .orElse(null);
    }

    private boolean isRunning(Entitlement entitlement) {
        return !entitlement.isOverAt(clock.instant());
    }

    private CompletableFuture<Entitlement> ask(UUID payerId, long atLeastVersion) {
        Asking mine = new Asking(atLeastVersion, new CompletableFuture<>());
        Asking shared =
                asking.merge(
                        payerId,
                        mine,
                        (running, late) ->
                                running.atLeastVersion() >= atLeastVersion ? running : late);
        if (shared == mine) {
            billing.entitlement(payerId)
                    .whenComplete((answer, failure) -> settle(payerId, mine, answer, failure));
        }
        return shared.answer().copy();
    }

    private void settle(
            UUID payerId,
            Asking mine,
            @Nullable BillingAnswer answer,
            @Nullable Throwable failure) {
        asking.remove(payerId, mine);
        if (answer == null) {
            mine.answer().completeExceptionally(BillingCalls.refusal(failure));
            return;
        }
        Entitlement entitlement = Entitlement.resolve(answer.entitlement(), answer.plan());
        answers.put(
                payerId,
                new Answered(entitlement, Math.max(mine.atLeastVersion(), entitlement.version())));
        mine.answer().complete(entitlement);
    }
}
