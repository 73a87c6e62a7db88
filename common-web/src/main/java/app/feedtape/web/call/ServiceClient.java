package app.feedtape.web.call;

import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.Caller;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls other services' internal endpoints with this service's token, carrying request id and trace
 * on. Completes exceptionally on time-out or refused connection; the caller decides what that means
 * for its user.
 */
public final class ServiceClient {

    private final Map<String, URI> addresses;
    private final ServiceTokens tokens;
    private final HttpClient http;
    private final JsonMapper json;

    /**
     * @param addresses base address by callee name
     */
    public ServiceClient(
            Map<String, URI> addresses, ServiceTokens tokens, HttpClient http, JsonMapper json) {
        this.addresses = addresses;
        this.tokens = tokens;
        this.http = http;
        this.json = json;
    }

    /** Calls without a body. */
    public CompletableFuture<HttpResponse<String>> call(ServiceCall call, Object... pathVariables) {
        return send(call, null, pathVariables);
    }

    /** Calls with a JSON body. */
    public CompletableFuture<HttpResponse<String>> send(
            ServiceCall call, @Nullable Object body, Object... pathVariables) {
        return exchange(tokens.forAudience(call.callee()), call, body, pathVariables);
    }

    /**
     * Calls for an operator, whom the callee sees beside this service. Fails with 403 FORBIDDEN
     * when auth-service does not take them for one.
     */
    public CompletableFuture<HttpResponse<String>> sendFor(
            Caller operator, ServiceCall call, @Nullable Object body, Object... pathVariables) {
        return exchange(tokens.forOperator(call.callee(), operator), call, body, pathVariables);
    }

    private CompletableFuture<HttpResponse<String>> exchange(
            CompletableFuture<String> bearer,
            ServiceCall call,
            @Nullable Object body,
            Object... pathVariables) {
        URI base = addresses.get(call.callee());
        if (base == null) {
            throw new IllegalArgumentException("No address configured for " + call.callee());
        }
        RequestContext context = RequestContext.current();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(call.path().formatted(pathVariables)))
                        .timeout(call.timeout())
                        .header(RequestContext.REQUEST_ID_HEADER, context.requestId())
                        .header(RequestContext.TRACEPARENT_HEADER, context.traceparent())
                        .header("Content-Type", "application/json")
                        .method(
                                call.method(),
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(json.writeValueAsString(body)));
        return bearer.thenCompose(token ->
                http.sendAsync(
                                request.header("Authorization", "Bearer " + token).build(),
                                HttpResponse.BodyHandlers.ofString())
                        // The request's own time-out ends with the headers.
                        .orTimeout(call.timeout().toMillis(), TimeUnit.MILLISECONDS));
    }
}
