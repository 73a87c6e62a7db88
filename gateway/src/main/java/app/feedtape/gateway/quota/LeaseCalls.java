package app.feedtape.gateway.quota;

import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.request.RequestContext;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The question to billing-service for calls to spend. Asked once: an answer that is lost costs the
 * payer one lease, and a second question would cost another.
 */
@Component
class LeaseCalls {

    private static final ServiceCall LEASE =
            new ServiceCall(
                    "billing-service", "POST", "/internal/api-calls", Duration.ofMillis(250));

    /** With the time that our own token may take. */
    private static final Duration PATIENCE = Duration.ofMillis(400);

    private final ServiceClient services;
    private final JsonMapper json;

    LeaseCalls(ServiceClient services, JsonMapper json) {
        this.services = services;
        this.json = json;
    }

    /**
     * @param held what is still left of the lease before
     */
    CompletableFuture<Lease> lease(RequestContext context, UUID payerId, long held) {
        try (RequestContext.Scope _ = context.open()) {
            return services.send(LEASE, Map.of("payer_id", payerId, "held", held))
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .thenApply(this::read);
        } catch (RuntimeException notSent) {
            return CompletableFuture.failedFuture(notSent);
        }
    }

    private Lease read(HttpResponse<String> answer) {
        JsonNode body = json.readTree(answer.body());
        if (answer.statusCode() != 200 || !body.has("granted") || !body.has("resets_at")) {
            throw new IllegalStateException("billing-service answered " + answer.statusCode());
        }
        return json.treeToValue(body, Lease.class);
    }
}
