package app.feedtape.web.call;

import app.feedtape.web.problem.Refusal;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A call that changes nothing where it is answered: one that failed is repeated once. Behind a
 * breaker, so that nobody waits for a service that is away.
 */
public final class RepeatedCall {

    private static final int ATTEMPTS = 2;

    private final CircuitBreaker breaker;

    public RepeatedCall(CircuitBreaker breaker) {
        this.breaker = breaker;
    }

    /** One that opens when half of ten calls failed, for two seconds. */
    public static CircuitBreaker breaker(String name) {
        return CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(10)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(2))
                        .build());
    }

    /** An answer that means that the other service is not well. */
    public static final class UnexpectedAnswer extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public UnexpectedAnswer(HttpResponse<?> response) {
            super(response.uri().getPath() + " answered " + response.statusCode());
        }
    }

    /**
     * Asks, on the calling thread.
     *
     * @param read understands an answer, or refuses for good, or throws {@link UnexpectedAnswer}
     * @param unavailable what is thrown when there is no answer; null when nobody was asked
     */
    public <T> T ask(
            Supplier<CompletableFuture<HttpResponse<String>>> call,
            Function<HttpResponse<String>, T> read,
            Function<@Nullable Throwable, Refusal> unavailable) {
        @Nullable Throwable failure = null;
        for (int attempt = 1; attempt <= ATTEMPTS && breaker.tryAcquirePermission(); attempt++) {
            try {
                T answer = read.apply(call.get().join());
                breaker.onSuccess(0, TimeUnit.MILLISECONDS);
                return answer;
            } catch (Refusal theirs) {
                breaker.onSuccess(0, TimeUnit.MILLISECONDS);
                throw theirs;
            } catch (CompletionException | JacksonException | UnexpectedAnswer failed) {
                breaker.onError(0, TimeUnit.MILLISECONDS, failed);
                failure = failed;
                pause(attempt);
            }
        }
        throw unavailable.apply(failure);
    }

    private static void pause(int attempt) {
        if (attempt < ATTEMPTS) {
            try {
                Thread.sleep(ThreadLocalRandom.current().nextLong(20, 80));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
