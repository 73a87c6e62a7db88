package app.feedtape.web.call;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** This service's tokens for calling others, one per audience, renewed a minute before they end. */
public final class ServiceTokens {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RENEW_BEFORE = Duration.ofSeconds(60);

    private final Issuer issuer;
    private final Clock clock;
    private final Map<String, CompletableFuture<Held>> held = new ConcurrentHashMap<>();

    /** Where a token for an audience comes from. */
    @FunctionalInterface
    public interface Issuer {
        /**
         * @param operatorToken the access token of the operator it is for; null for the service's
         *     own
         */
        CompletableFuture<Issued> issue(String audience, @Nullable String operatorToken);
    }

    /**
     * A fresh token.
     *
     * @param life from now
     */
    public record Issued(String token, Duration life) {}

    private record Held(String token, Instant renewAt) {}

    /** For the issuer itself, which asks nobody. */
    public ServiceTokens(Issuer issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * @param secret this service's own secret, as auth-service knows it
     */
    public ServiceTokens(
            URI authAddress,
            String serviceName,
            String secret,
            HttpClient http,
            JsonMapper json,
            Clock clock) {
        this(
                new OverHttp(
                        authAddress.resolve("/internal/service-tokens"),
                        Base64.getEncoder()
                                .encodeToString(
                                        (serviceName + ":" + secret)
                                                .getBytes(StandardCharsets.UTF_8)),
                        http,
                        json),
                clock);
    }

    /** A token that {@code audience} accepts on its internal endpoints. */
    public CompletableFuture<String> forAudience(String audience) {
        return held.compute(audience, (name, present) -> isUsable(present) ? present : obtain(name))
                .thenApply(Held::token);
    }

    /**
     * A token by which {@code audience} sees for which operator this service calls; auth-service
     * checks that they are one. Never kept: it ends with the operator's word.
     */
    public CompletableFuture<String> forOperator(String audience, Caller operator) {
        return issuer.issue(audience, operator.bearer()).thenApply(Issued::token);
    }

    private boolean isUsable(@Nullable CompletableFuture<Held> present) {
        if (present == null || present.isCompletedExceptionally()) {
            return false;
        }
        return !present.isDone() || clock.instant().isBefore(present.join().renewAt());
    }

    private CompletableFuture<Held> obtain(String audience) {
        return issuer.issue(audience, null)
                .thenApply(issued ->
                        new Held(
                                issued.token(),
                                clock.instant().plus(issued.life()).minus(RENEW_BEFORE)));
    }

    private record OverHttp(URI endpoint, String basicCredentials, HttpClient http, JsonMapper json)
            implements Issuer {

        @Override
        public CompletableFuture<Issued> issue(String audience, @Nullable String operatorToken) {
            HttpRequest request =
                    HttpRequest.newBuilder(endpoint)
                            .timeout(TIMEOUT)
                            .header("Authorization", "Basic " + basicCredentials)
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            json.writeValueAsString(
                                                    operatorToken == null
                                                            ? Map.of("audience", audience)
                                                            : Map.of(
                                                                    "audience",
                                                                    audience,
                                                                    "operator_token",
                                                                    operatorToken))))
                            .build();
            return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .thenApply(this::read);
        }

        private Issued read(HttpResponse<String> response) {
            if (response.statusCode() == 403) {
                throw ErrorCode.FORBIDDEN.because("This is for operators.");
            }
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        "auth-service gave no service token: " + response.statusCode());
            }
            JsonNode body = json.readTree(response.body());
            return new Issued(
                    body.path("token").asString(),
                    Duration.ofSeconds(body.path("expires_in").asLong(0)));
        }
    }
}
