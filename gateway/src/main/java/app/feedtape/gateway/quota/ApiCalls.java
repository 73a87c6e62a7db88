package app.feedtape.gateway.quota;

import app.feedtape.events.Entitlement;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.quota.Meter.Asking;
import app.feedtape.gateway.quota.Meter.Told;
import app.feedtape.gateway.quota.Meter.Verdict;
import app.feedtape.gateway.ratelimit.RateLimitSettings;
import app.feedtape.gateway.route.Route;
import app.feedtape.messaging.entitlement.Entitlements;
import app.feedtape.messaging.view.StateView;
import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.AccessToken;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The payer's API calls of the UTC day (docs/decisions/0088): calls of feeds, articles, speech and
 * sound. They belong to billing-service, which leases a few hundredths of a per cent at a time, so
 * that most calls ask nobody.
 */
@Component
public final class ApiCalls {

    /** A plan that cannot be learned in this time counts as free. */
    private static final Duration PLAN_BUDGET = Duration.ofMillis(250);

    /** Of those who wait for one lease some wait for the next; each round lets some in. */
    private static final int ROUNDS = 64;

    private static final int MAXIMUM_KEPT = 100_000;

    private final LeaseCalls leases;
    private final Entitlements entitlements;
    private final StateView<String, PlanChanged> plans;
    private final WebSettings settings;
    private final Clock clock;
    private final Cache<UUID, Meter> meters;
    private final int instances;

    /**
     * @param limit null is unlimited
     */
    private record Terms(String plan, @Nullable Long limit) {
        static Terms of(Entitlement entitlement) {
            return new Terms(entitlement.plan(), entitlement.limits().apiCallsPerDay());
        }
    }

    ApiCalls(
            LeaseCalls leases,
            Entitlements entitlements,
            StateView<String, PlanChanged> planView,
            RateLimitSettings limits,
            WebSettings settings,
            Clock clock) {
        this.leases = leases;
        this.entitlements = entitlements;
        this.plans = planView;
        this.settings = settings;
        this.clock = clock;
        this.instances = limits.maxReplicas();
        this.meters =
                Caffeine.newBuilder()
                        .maximumSize(MAXIMUM_KEPT)
                        .expireAfterAccess(Duration.ofDays(1))
                        .build();
    }

    /**
     * Takes the call from the payer's day, or refuses it with 402 QUOTA_EXCEEDED; with 503 when
     * billing does not answer and this instance's share of what was left is used up.
     */
    public Mono<Void> check(Visit visit) {
        return check(visit, visit.route());
    }

    /** The same for a call that is made within the visit, of another route. */
    public Mono<Void> check(Visit visit, Route route) {
        AccessToken token = visit.token();
        if (token == null || !route.isCounted()) {
            return Mono.empty();
        }
        Optional<Entitlement> known =
                entitlements.known(token.payerId(), token.entitlementVersion());
        if (known.isPresent()) {
            return take(visit, token, Terms.of(known.get()), ROUNDS);
        }
        return Mono.fromFuture(() ->
                        entitlements
                                .find(token.payerId(), token.entitlementVersion())
                                .orTimeout(PLAN_BUDGET.toMillis(), TimeUnit.MILLISECONDS)
                                .thenApply(Terms::of)
                                .exceptionally(unknown -> freeTerms()))
                .flatMap(terms -> take(visit, token, terms, ROUNDS));
    }

    /** What billing has counted for a payer and this instance has not spent. */
    public long unspent(UUID payerId) {
        Meter meter = meters.getIfPresent(payerId);
        return meter == null ? 0 : meter.unspent(clock.instant());
    }

    private Terms freeTerms() {
        return new Terms(
                Entitlement.FREE,
                plans.find(Entitlement.FREE)
                        .map(plan -> plan.limits().apiCallsPerDay())
                        .orElse(null));
    }

    private Mono<Void> take(Visit visit, AccessToken token, Terms terms, int rounds) {
        Meter meter = meters.get(token.payerId(), payer -> new Meter(instances));
        Verdict verdict = meter.take(terms.limit(), clock.instant());
        if (verdict == Verdict.PASS_AND_ASK) {
            ask(visit, token.payerId(), meter);
        }
        if (verdict != Verdict.ASK) {
            return settle(verdict, meter, terms);
        }
        return ask(visit, token.payerId(), meter)
                .flatMap(answered -> {
                    if (!answered) {
                        return settle(meter.takeShare(), meter, terms);
                    }
                    return rounds > 1
                            ? take(visit, token, terms, rounds - 1)
                            : settle(Verdict.UNKNOWN, meter, terms);
                });
    }

    /** Whether billing answered; one question per payer at a time. */
    private Mono<Boolean> ask(Visit visit, UUID payerId, Meter meter) {
        Asking asking = meter.ask();
        if (asking.isMine()) {
            leases.lease(visit.context(), payerId, asking.held())
                    .whenComplete((lease, failure) ->
                            meter.settle(lease, clock.instant()).complete(lease != null));
        }
        return Mono.fromFuture(asking.answered().copy());
    }

    private Mono<Void> settle(Verdict verdict, Meter meter, Terms terms) {
        return switch (verdict) {
            case PASS, PASS_AND_ASK, ASK -> Mono.empty();
            case USED_UP -> Mono.error(usedUp(meter.told(), terms));
            case UNKNOWN ->
                    Mono.error(
                            ErrorCode.UPSTREAM_UNAVAILABLE
                                    .because(
                                            "Your calls cannot be counted at the moment. Please try again.")
                                    .withHeader("Retry-After", "1"));
        };
    }

    private Refusal usedUp(Told told, Terms terms) {
        return ErrorCode.QUOTA_EXCEEDED
                .because(
                        "Your plan includes %,d API calls a day; all of them are used."
                                .formatted(told.limit()))
                .with("metric", "api_calls_per_day")
                .with("plan", terms.plan())
                .with("current", told.used())
                .with("limit", told.limit())
                .with("requested", 1L)
                .with("resets_at", told.resetsAt())
                .with("upgrade_url", settings.issuer() + "/upgrade");
    }
}
