package app.feedtape.auth.identity;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls to providers: three seconds each for the whole answer, 256 KB at most, no redirect
 * followed, no retry of a code that is good only once. After half of the last twenty have failed
 * the provider is left alone for ten seconds.
 */
@Component
class ProviderHttp {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_BYTES = 256 * 1024;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private final CircuitBreakerRegistry breakers =
            CircuitBreakerRegistry.of(
                    CircuitBreakerConfig.custom()
                            .slidingWindowSize(20)
                            .minimumNumberOfCalls(10)
                            .failureRateThreshold(50)
                            .waitDurationInOpenState(Duration.ofSeconds(10))
                            .permittedNumberOfCallsInHalfOpenState(2)
                            .build());
    private final JsonMapper json;

    ProviderHttp(JsonMapper json) {
        this.json = json;
    }

    /** Why no usable answer came; for the log. */
    private static final class BrokenAnswer extends Exception {
        BrokenAnswer(String what, Throwable cause) {
            super(what, cause);
        }

        BrokenAnswer(String what) {
            super(what);
        }
    }

    /**
     * The JSON of a 200 answer.
     *
     * @throws Refusal UPSTREAM_UNAVAILABLE for anything else, within three seconds
     */
    JsonNode json(Provider provider, HttpRequest.Builder request) {
        CircuitBreaker breaker = breakers.circuitBreaker(provider.name());
        try {
            return breaker.executeCallable(() -> exchange(request));
        } catch (CallNotPermittedException open) {
            throw unavailable(open);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable(interrupted);
        } catch (Exception failure) {
            throw unavailable(failure);
        }
    }

    static Refusal unavailable(Throwable cause) {
        return ErrorCode.UPSTREAM_UNAVAILABLE
                .because("The sign-in provider does not answer. Please try again.")
                .withHeader("Retry-After", "10")
                .causedBy(cause);
    }

    private JsonNode exchange(HttpRequest.Builder request)
            throws BrokenAnswer, InterruptedException {
        HttpResponse<String> response =
                await(
                        http.sendAsync(
                                request.timeout(PATIENCE)
                                        .header("Accept", "application/json")
                                        .header("User-Agent", "FeedTape")
                                        .build(),
                                BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES)));
        if (response.statusCode() != 200) {
            throw new BrokenAnswer("status " + response.statusCode());
        }
        try {
            return json.readTree(response.body());
        } catch (JacksonException notJson) {
            throw new BrokenAnswer("not JSON");
        }
    }

    /** The client's own time-out ends with the headers; a body that drips must end too. */
    private static HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer)
            throws BrokenAnswer, InterruptedException {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new BrokenAnswer("no whole answer in " + PATIENCE);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw new BrokenAnswer("no answer", cause instanceof IOException ? cause : failed);
        }
    }
}
