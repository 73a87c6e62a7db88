package app.feedtape.messaging.entitlement;

import app.feedtape.messaging.FactJson;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Asks billing-service, three times at most; when it keeps failing, not at all for a second. */
final class BillingCalls {

    static final ServiceCall ENTITLEMENT =
            new ServiceCall(
                    "billing-service", "GET", "/internal/entitlements/%s", Duration.ofMillis(200));

    private static final int ATTEMPTS = 3;
    private static final int FAILURES_THAT_OPEN = 10;
    private static final Duration OPEN_FOR = Duration.ofSeconds(1);

    private final ServiceClient client;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong closedFrom = new AtomicLong(System.nanoTime());

    BillingCalls(ServiceClient client) {
        this.client = client;
    }

    CompletableFuture<BillingAnswer> entitlement(UUID payerId) {
        if (System.nanoTime() - closedFrom.get() < 0) {
            return CompletableFuture.failedFuture(refusal(null));
        }
        return attempt(payerId, RequestContext.current(), ATTEMPTS);
    }

    private CompletableFuture<BillingAnswer> attempt(
            UUID payerId, RequestContext context, int left) {
        return client.call(ENTITLEMENT, payerId)
                .thenApply(BillingCalls::read)
                .handle((answer, failure) -> settle(payerId, context, left, answer, failure))
                .thenCompose(next -> next);
    }

    private CompletableFuture<BillingAnswer> settle(
            UUID payerId,
            RequestContext context,
            int left,
            @Nullable BillingAnswer answer,
            @Nullable Throwable failure) {
        if (answer != null) {
            failures.set(0);
            return CompletableFuture.completedFuture(answer);
        }
        if (failures.incrementAndGet() >= FAILURES_THAT_OPEN) {
            closedFrom.set(System.nanoTime() + OPEN_FOR.toNanos());
        } else if (left > 1) {
            return again(payerId, context, left - 1);
        }
        return CompletableFuture.failedFuture(refusal(failure));
    }

    private CompletableFuture<BillingAnswer> again(UUID payerId, RequestContext context, int left) {
        long jitter = ThreadLocalRandom.current().nextLong(20, 60);
        return CompletableFuture.supplyAsync(
                        () -> {
                            try (RequestContext.Scope _ = context.open()) {
                                return attempt(payerId, context, left);
                            }
                        },
                        CompletableFuture.delayedExecutor(jitter, TimeUnit.MILLISECONDS))
                .thenCompose(next -> next);
    }

    private static BillingAnswer read(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("billing-service answered " + response.statusCode());
        }
        return FactJson.read(response.body().getBytes(StandardCharsets.UTF_8), BillingAnswer.class);
    }

    static Refusal refusal(@Nullable Throwable failure) {
        if (failure instanceof Refusal already) {
            return already;
        }
        Refusal refusal =
                ErrorCode.UPSTREAM_UNAVAILABLE
                        .because("Your plan cannot be checked at the moment. Please try again.")
                        .withHeader("Retry-After", "1");
        return failure == null ? refusal : refusal.causedBy(failure);
    }
}
