package app.feedtape.auth.identity;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
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
    private static final Duration PATIENCE_FOR_KEYS = Duration.ofMillis(2_500);
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
        return guarded(provider.name(), () -> tree(require200(exchange(request, PATIENCE))));
    }

    /**
     * The answer of a token endpoint, which says with 400 or 401 what it refuses (RFC 6749, 5.2).
     *
     * @throws Refusal UPSTREAM_UNAVAILABLE when there is no usable one, within three seconds
     */
    JsonNode token(Provider provider, HttpRequest.Builder request) {
        return guarded(
                provider.name(),
                () -> {
                    HttpResponse<String> response = exchange(request, PATIENCE);
                    boolean isRefused =
                            response.statusCode() == 400 || response.statusCode() == 401;
                    return tree(isRefused ? response : require200(response));
                });
    }

    /**
     * A JWKS. Without a breaker: nobody asks more often than every ten seconds.
     *
     * @throws Refusal UPSTREAM_UNAVAILABLE for anything but a 200 answer, within 2.5 seconds
     */
    String keys(HttpRequest.Builder request) {
        return answered(() -> require200(exchange(request, PATIENCE_FOR_KEYS)).body());
    }

    /**
     * Whether a refresh token was taken back, or is none any more. The answer has no body to read.
     *
     * @throws Refusal UPSTREAM_UNAVAILABLE when there is no usable answer
     */
    boolean revoke(Provider provider, HttpRequest.Builder request) {
        return guarded(
                provider.name() + " revocation",
                () -> {
                    HttpResponse<String> response = exchange(request, PATIENCE);
                    return response.statusCode() == 400
                            ? "invalid_grant".equals(tree(response).path("error").asString(""))
                            : require200(response).statusCode() == 200;
                });
    }

    private <T> T guarded(String what, Callable<T> call) {
        return answered(() -> breakers.circuitBreaker(what).executeCallable(call));
    }

    private static <T> T answered(Callable<T> call) {
        try {
            return call.call();
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

    private HttpResponse<String> exchange(HttpRequest.Builder request, Duration patience)
            throws BrokenAnswer, InterruptedException {
        return await(
                http.sendAsync(
                        request.timeout(patience)
                                .header("Accept", "application/json")
                                .header("User-Agent", "FeedTape")
                                .build(),
                        BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES)),
                patience);
    }

    private static HttpResponse<String> require200(HttpResponse<String> response)
            throws BrokenAnswer {
        if (response.statusCode() != 200) {
            throw new BrokenAnswer("status " + response.statusCode());
        }
        return response;
    }

    private JsonNode tree(HttpResponse<String> response) throws BrokenAnswer {
        try {
            return json.readTree(response.body());
        } catch (JacksonException notJson) {
            throw new BrokenAnswer("not JSON");
        }
    }

    /** The client's own time-out ends with the headers; a body that drips must end too. */
    private static HttpResponse<String> await(
            CompletableFuture<HttpResponse<String>> answer, Duration patience)
            throws BrokenAnswer, InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new BrokenAnswer("no whole answer in " + patience);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw new BrokenAnswer("no answer", cause instanceof IOException ? cause : failed);
        }
    }
}
