package app.feedtape.billing.store;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to a store: behind a breaker, tried three times with a short random pause between, and with
 * one clear refusal when it does not answer.
 */
public final class StoreCalls {

    /** How long one try waits for the whole answer. */
    public static final Duration PATIENCE = Duration.ofMillis(2_400);

    private static final Logger LOG = LoggerFactory.getLogger(StoreCalls.class);
    private static final int TRIES = 3;
    private static final long LONGEST_PAUSE_MILLIS = 400;

    private final String store;
    private final CircuitBreaker breaker;

    public StoreCalls(String store) {
        this.store = store;
        this.breaker =
                CircuitBreaker.of(
                        store,
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(20)
                                .minimumNumberOfCalls(10)
                                .failureRateThreshold(50)
                                .waitDurationInOpenState(Duration.ofSeconds(5))
                                .permittedNumberOfCallsInHalfOpenState(3)
                                .build());
    }

    /** One try; an {@link IOException} is a store that did not answer as it should. */
    @FunctionalInterface
    public interface Exchange<T> {
        T run() throws IOException;
    }

    /** Fails with {@code UPSTREAM_UNAVAILABLE}. */
    public <T> T call(Exchange<T> exchange) {
        for (int attempt = 1; ; attempt++) {
            try {
                return tryOnce(exchange);
            } catch (IOException failure) {
                LOG.warn("{} failed at try {}: {}", store, attempt, failure.toString());
                if (attempt == TRIES) {
                    throw unavailable().causedBy(failure);
                }
                pause();
            }
        }
    }

    private <T> T tryOnce(Exchange<T> exchange) throws IOException {
        if (!breaker.tryAcquirePermission()) {
            throw unavailable();
        }
        long began = breaker.getCurrentTimestamp();
        try {
            T answer = exchange.run();
            breaker.onSuccess(breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit());
            return answer;
        } catch (Refusal answered) {
            breaker.onSuccess(breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit());
            throw answered;
        } catch (IOException | RuntimeException failure) {
            breaker.onError(
                    breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit(), failure);
            throw failure;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(
                    ThreadLocalRandom.current()
                            .nextLong(LONGEST_PAUSE_MILLIS / 4, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    /** The store has answered something that it will answer again. */
    public static Refusal refused(String answer) {
        return unavailable().causedBy(new StoreRefused(answer));
    }

    /** The store cannot say anything about it now. */
    public static Refusal unavailable() {
        return ErrorCode.UPSTREAM_UNAVAILABLE
                .because(
                        "The store cannot be asked at the moment. Nothing is lost. Please try again.")
                .withHeader("Retry-After", "5");
    }
}
