package app.feedtape.messaging.entitlement;

import app.feedtape.messaging.FactJson;
import app.feedtape.web.call.RepeatedCall;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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
    private final RepeatedCall calls = new RepeatedCall(breaker(), ATTEMPTS);

    BillingCalls(ServiceClient client) {
        this.client = client;
    }

    private static CircuitBreaker breaker() {
        return CircuitBreaker.of(
                "entitlements",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(FAILURES_THAT_OPEN)
                        .minimumNumberOfCalls(FAILURES_THAT_OPEN)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(OPEN_FOR)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
    }

    CompletableFuture<BillingAnswer> entitlement(UUID payerId) {
        return calls.begin(
                () -> client.call(ENTITLEMENT, payerId), BillingCalls::read, BillingCalls::refusal);
    }

    private static BillingAnswer read(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new RepeatedCall.UnexpectedAnswer(response);
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
