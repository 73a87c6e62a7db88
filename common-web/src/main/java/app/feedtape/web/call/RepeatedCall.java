package app.feedtape.web.call;

import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A call that changes nothing where it is answered: one that failed is repeated, once unless it is
 * said otherwise. Behind a breaker, so that nobody waits for a service that is away.
 */
public final class RepeatedCall {

    private static final int ATTEMPTS = 2;

    private final CircuitBreaker breaker;
    private final int attempts;

    public RepeatedCall(CircuitBreaker breaker) {
        this(breaker, ATTEMPTS);
    }

    /**
     * @param attempts in all
     */
    public RepeatedCall(CircuitBreaker breaker, int attempts) {
        this.breaker = breaker;
        this.attempts = attempts;
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
        for (int attempt = 1; attempt <= attempts && breaker.tryAcquirePermission(); attempt++) {
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

    private void pause(int attempt) {
        if (attempt < attempts) {
            try {
                Thread.sleep(pauseMillis());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static long pauseMillis() {
        return ThreadLocalRandom.current().nextLong(20, 80);
    }

    /** What is asked without waiting, under the request that asks. */
    private record Question<T>(
            RequestContext context,
            Supplier<CompletableFuture<HttpResponse<String>>> call,
            Function<HttpResponse<String>, T> read,
            Function<@Nullable Throwable, Refusal> unavailable) {

        CompletableFuture<T> send() {
            try (RequestContext.Scope _ = context.open()) {
                return call.get().thenApply(read);
            }
        }

        CompletableFuture<T> refused(@Nullable Throwable failure) {
            return CompletableFuture.failedFuture(unavailable.apply(failure));
        }
    }

    /**
     * Asks without waiting.
     *
     * @param read understands an answer, or throws
     * @param unavailable what it fails with when there is no answer; null when nobody was asked
     */
    public <T> CompletableFuture<T> begin(
            Supplier<CompletableFuture<HttpResponse<String>>> call,
            Function<HttpResponse<String>, T> read,
            Function<@Nullable Throwable, Refusal> unavailable) {
        return attempt(
                new Question<>(RequestContext.current(), call, read, unavailable), attempts, null);
    }

    private <T> CompletableFuture<T> attempt(
            Question<T> question, int left, @Nullable Throwable before) {
        if (!breaker.tryAcquirePermission()) {
            return question.refused(before);
        }
        return question.send()
                .handle((answer, failure) -> settle(question, left, answer, failure))
                .thenCompose(Function.identity());
    }

    private <T> CompletableFuture<T> settle(
            Question<T> question, int left, @Nullable T answer, @Nullable Throwable failure) {
        if (answer != null) {
            breaker.onSuccess(0, TimeUnit.MILLISECONDS);
            return CompletableFuture.completedFuture(answer);
        }
        Throwable why = failure == null ? new IllegalStateException("no answer") : failure;
        breaker.onError(0, TimeUnit.MILLISECONDS, why);
        if (left == 1) {
            return question.refused(why);
        }
        Executor later = CompletableFuture.delayedExecutor(pauseMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(() -> attempt(question, left - 1, why), later)
                .thenCompose(Function.identity());
    }
}
