package app.feedtape.gateway.identity;

import app.feedtape.gateway.identity.KeyExchange.Good;
import app.feedtape.gateway.identity.KeyExchange.Outcome;
import app.feedtape.gateway.identity.KeyExchange.Refused;
import app.feedtape.gateway.identity.KeyExchange.Unknown;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.KeySecret;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The question to auth-service what a key stands for; asked twice at most. */
final class KeyCalls {

    private static final ServiceCall EXCHANGE =
            new ServiceCall(
                    "auth-service", "POST", "/internal/keys/exchange", Duration.ofSeconds(1));
    private static final Duration RETRY_AFTER = Duration.ofMillis(50);

    private final ServiceClient services;
    private final TokenVerifier verifier;
    private final JsonMapper json;

    KeyCalls(ServiceClient services, TokenVerifier verifier, JsonMapper json) {
        this.services = services;
        this.verifier = verifier;
        this.json = json;
    }

    private record ExchangeRequest(@JsonProperty("key") String key) {
        @Override
        public String toString() {
            return "ExchangeRequest[hidden]";
        }
    }

    CompletableFuture<Outcome> exchange(RequestContext context, KeySecret secret) {
        return Mono.fromFuture(() -> send(context, secret))
                .flatMap(answer -> Mono.fromFuture(read(answer)))
                .retryWhen(Retry.backoff(1, RETRY_AFTER).jitter(0.5))
                .toFuture();
    }

    private CompletableFuture<HttpResponse<String>> send(RequestContext context, KeySecret secret) {
        try (RequestContext.Scope _ = context.open()) {
            return services.send(EXCHANGE, new ExchangeRequest(secret.value()));
        }
    }

    private CompletableFuture<Outcome> read(HttpResponse<String> answer) {
        boolean suspended = answer.body().contains(ErrorCode.ACCOUNT_SUSPENDED.name());
        if (answer.statusCode() == 403 && suspended) {
            return CompletableFuture.completedFuture(
                    new Refused(ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.")));
        }
        return switch (answer.statusCode()) {
            case 200 -> verify(json.readTree(answer.body()));
            case 404 -> CompletableFuture.completedFuture(new Unknown());
            default ->
                    CompletableFuture.failedFuture(
                            new IllegalStateException(
                                    "auth-service answered " + answer.statusCode()));
        };
    }

    /** Believed like every other token: by its signature. */
    private CompletableFuture<Outcome> verify(JsonNode answer) {
        String bearer = answer.path("token").asString("");
        long version = answer.path("version").asLong(0);
        return verifier.verify(bearer)
                .thenApply(verification -> {
                    if (verification instanceof Verification.Accepted(var token)
                            && token.key() != null) {
                        return new Good(token, bearer, version);
                    }
                    throw new IllegalStateException("auth-service gave no token of a key");
                });
    }
}
