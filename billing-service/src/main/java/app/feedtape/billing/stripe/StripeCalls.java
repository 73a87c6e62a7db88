package app.feedtape.billing.stripe;

import app.feedtape.billing.store.StoreRefused;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Every call to Stripe goes through here: behind a breaker, and with one clear refusal when it
 * fails.
 */
@Component
class StripeCalls {

    private static final Logger LOG = LoggerFactory.getLogger(StripeCalls.class);

    private final CircuitBreaker breaker =
            CircuitBreaker.of(
                    "stripe",
                    CircuitBreakerConfig.custom()
                            .slidingWindowSize(20)
                            .minimumNumberOfCalls(10)
                            .failureRateThreshold(50)
                            .waitDurationInOpenState(Duration.ofSeconds(5))
                            .permittedNumberOfCallsInHalfOpenState(3)
                            .build());

    /** One exchange with Stripe, retries included. */
    @FunctionalInterface
    interface Exchange<T> {
        T run() throws StripeException;
    }

    <T> T call(String what, Exchange<T> exchange) {
        if (!breaker.tryAcquirePermission()) {
            throw unavailable();
        }
        long began = breaker.getCurrentTimestamp();
        try {
            T answer = exchange.run();
            breaker.onSuccess(breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit());
            return answer;
        } catch (StripeException failure) {
            note(failure, breaker.getCurrentTimestamp() - began);
            throw refusal(what, failure);
        } catch (RuntimeException unexpected) {
            breaker.onError(
                    breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit(), unexpected);
            throw unexpected;
        }
    }

    private void note(StripeException failure, long took) {
        if (isOutage(failure)) {
            breaker.onError(took, breaker.getTimestampUnit(), failure);
        } else {
            breaker.onSuccess(took, breaker.getTimestampUnit());
        }
    }

    private static boolean isOutage(StripeException failure) {
        Integer status = failure.getStatusCode();
        return failure instanceof ApiConnectionException
                || failure instanceof RateLimitException
                || failure instanceof AuthenticationException
                || (status != null && status >= 500);
    }

    /**
     * A wrong return address is the caller's mistake, a price that Stripe has archived or never had
     * is the catalogue's, and a card that is refused is between them and their bank; everything
     * else is ours or Stripe's.
     */
    private static Refusal refusal(String what, StripeException failure) {
        String parameter =
                failure instanceof InvalidRequestException invalid && invalid.getParam() != null
                        ? invalid.getParam()
                        : "";
        if (parameter.endsWith("_url")) {
            return Refusal.invalid(parameter, "The store does not accept this address.")
                    .causedBy(failure);
        }
        if (parameter.endsWith("[price]")) {
            LOG.error("Stripe does not sell what the catalogue offers: {}", failure.getMessage());
            return Refusal.invalid("plan", "This plan is not for sale at the moment.")
                    .causedBy(failure);
        }
        if (failure instanceof CardException declined) {
            return ErrorCode.CONFLICT
                    .because(
                            "The payment did not go through, so nothing was changed. Look at your card on the payment page.")
                    .with("reason", declined.getCode())
                    .causedBy(failure);
        }
        LOG.warn("Stripe: {} failed: {}", what, failure.toString());
        Integer status = failure.getStatusCode();
        return unavailable()
                .causedBy(
                        status != null && StoreRefused.isMeantBy(status)
                                ? new StoreRefused(answer(what, status, failure), failure)
                                : failure);
    }

    /** Its message may hold what was asked for; its code does not. */
    private static String answer(String what, int status, StripeException failure) {
        return "%s: Stripe answered %d %s"
                .formatted(what, status, Objects.requireNonNullElse(failure.getCode(), ""))
                .strip();
    }

    private static Refusal unavailable() {
        return ErrorCode.UPSTREAM_UNAVAILABLE
                .because(
                        "The payment provider cannot be reached at the moment. Nothing was charged. Please try again.")
                .withHeader("Retry-After", "5");
    }
}
