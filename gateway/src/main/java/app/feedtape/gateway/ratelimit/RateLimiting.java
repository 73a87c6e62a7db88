package app.feedtape.gateway.ratelimit;

import app.feedtape.events.Entitlement;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.LimitScope;
import app.feedtape.messaging.entitlement.Entitlements;
import app.feedtape.messaging.view.StateView;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/**
 * How often a caller may call: the rate of the payer's plan and the route's scope, per account; for
 * one who has not signed in, the free plan's rate per address.
 */
public final class RateLimiting {

    /** A plan that cannot be learned in this time counts as free: less, never more, than is due. */
    private static final Duration PLAN_BUDGET = Duration.ofMillis(250);

    private static final int SECONDS_OF_A_MINUTE = 60;

    private final RateLimiter limiter;
    private final Entitlements entitlements;
    private final StateView<String, PlanChanged> plans;
    private final StateView<UUID, Map<String, Long>> clearings;

    RateLimiting(
            RateLimiter limiter,
            Entitlements entitlements,
            StateView<String, PlanChanged> plans,
            StateView<UUID, Map<String, Long>> clearings) {
        this.limiter = limiter;
        this.entitlements = entitlements;
        this.plans = plans;
        this.clearings = clearings;
    }

    /** Whether buckets are shared at this moment. */
    public boolean isShared() {
        return limiter.isShared();
    }

    /** Takes the call from its bucket and puts the headers on the answer, or refuses. */
    public Mono<Void> check(Visit visit) {
        return check(visit, visit.route().scope());
    }

    /** The same for a call that is made within the visit, of another route. */
    public Mono<Void> check(Visit visit, LimitScope scope) {
        if (scope == LimitScope.NONE) {
            return Mono.empty();
        }
        AccessToken token = visit.token();
        if (token == null) {
            return takeByAddress(visit, scope);
        }
        Optional<Entitlement> known =
                entitlements.known(token.payerId(), token.entitlementVersion());
        if (known.isPresent()) {
            return take(visit, scope, token, known.get().rateLimits());
        }
        return Mono.fromFuture(learn(token).thenApplyAsync(rates -> rates, visit.thread()))
                .flatMap(rates -> take(visit, scope, token, rates));
    }

    /**
     * A key's own bucket comes first, so that a program that runs wild uses up its own and leaves
     * the account's to the others.
     */
    private Mono<Void> take(
            Visit visit, LimitScope scope, AccessToken token, Map<String, Rate> rates) {
        Rate rate = rate(rates, scope);
        String account = BucketKeys.account(scope, token, timesCleared(token, scope));
        AccessToken.Key key = token.key();
        if (key == null) {
            return take(visit, scope, account, rate);
        }
        Rate keyRate =
                key.requestsPerMinute() > 0
                        ? new Rate((int) key.requestsPerMinute(), SECONDS_OF_A_MINUTE)
                        : rate(rates, LimitScope.API);
        String own = BucketKeys.key(key, timesCleared(token, LimitScope.KEY));
        return Mono.fromCompletionStage(() -> limiter.take(own, keyRate, visit.thread()))
                .doOnNext(decision -> apply(visit, LimitScope.KEY, keyRate, decision))
                .flatMap(left ->
                        take(visit, scope, account, rate)
                                .then(Mono.fromRunnable(() -> tellNarrower(visit, keyRate, left))));
    }

    /** What was told last are the account's headers; the key's are told where it has less left. */
    private static void tellNarrower(Visit visit, Rate keyRate, Decision own) {
        if (own.remaining() < RateLimitHeaders.remaining(visit)) {
            RateLimitHeaders.put(visit, LimitScope.KEY, keyRate, own);
        }
    }

    /**
     * Refuses a caller nobody knows yet while their address has had too many refused. Takes nothing
     * and asks nobody: it goes by what this instance was last told.
     */
    public void requireRoom(Visit visit) {
        Rate rate = freeRate(LimitScope.REFUSED);
        Decision decision =
                limiter.look(BucketKeys.address(LimitScope.REFUSED, visit.clientAddress()), rate);
        if (!decision.allowed()) {
            apply(visit, LimitScope.REFUSED, rate, decision);
        }
    }

    /** Counts a token that was refused against the address it came from, or refuses the address. */
    public Mono<Void> countRefused(Visit visit) {
        return takeByAddress(visit, LimitScope.REFUSED);
    }

    private long timesCleared(AccessToken token, LimitScope scope) {
        return clearings
                .find(token.accountId())
                .map(times -> times.get(scope.wireName()))
                .orElse(0L);
    }

    private Mono<Void> takeByAddress(Visit visit, LimitScope scope) {
        String key = BucketKeys.address(scope, visit.clientAddress());
        return take(visit, scope, key, freeRate(scope));
    }

    private CompletableFuture<Map<String, Rate>> learn(AccessToken token) {
        return entitlements
                .find(token.payerId(), token.entitlementVersion())
                .orTimeout(PLAN_BUDGET.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                .thenApply(Entitlement::rateLimits)
                .exceptionally(unknown -> freeRates());
    }

    private Mono<Void> take(Visit visit, LimitScope scope, String key, Rate rate) {
        return Mono.fromCompletionStage(() -> limiter.take(key, rate, visit.thread()))
                .doOnNext(decision -> apply(visit, scope, rate, decision))
                .then();
    }

    private static void apply(Visit visit, LimitScope scope, Rate rate, Decision decision) {
        RateLimitHeaders.put(visit, scope, rate, decision);
        if (!decision.allowed()) {
            throw ErrorCode.RATE_LIMITED
                    .because("Too many requests. Please slow down.")
                    .with("metric", "rate_limit." + scope.wireName())
                    .with("current", decision.limit() - decision.remaining())
                    .with("limit", decision.limit())
                    .with("requested", 1)
                    .with("window_seconds", rate.windowSeconds())
                    .with("resets_at", Instant.ofEpochMilli(decision.fullAtMillis()))
                    .withHeader(
                            "Retry-After",
                            Long.toString(Math.ceilDiv(decision.retryAfterMillis(), 1000L)));
        }
    }

    private Rate freeRate(LimitScope scope) {
        return rate(freeRates(), scope);
    }

    private Map<String, Rate> freeRates() {
        return plans.find(Entitlement.FREE).map(PlanChanged::rateLimits).orElse(Map.of());
    }

    private static Rate rate(Map<String, Rate> rates, LimitScope scope) {
        Rate rate = rates.get(scope.wireName());
        return rate == null ? scope.fallback() : rate;
    }
}
