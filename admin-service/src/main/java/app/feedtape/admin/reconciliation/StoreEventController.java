package app.feedtape.admin.reconciliation;

import app.feedtape.admin.order.Orders;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.document.Shape;
import app.feedtape.web.servlet.RequiresRole;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping({"/api/admin/store-events", "/v1/admin/store-events"})
class StoreEventController {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ServiceCall LIST =
            new ServiceCall("billing-service", "GET", "/internal/store-events", TIMEOUT);
    private static final ServiceCall GET =
            new ServiceCall("billing-service", "GET", "/internal/store-events/%s", TIMEOUT);
    private static final ServiceCall RETRY =
            new ServiceCall("billing-service", "POST", "/internal/store-events/%s/retry", TIMEOUT);
    private static final ServiceCall SETTLE =
            new ServiceCall("billing-service", "POST", "/internal/store-events/%s/settle", TIMEOUT);

    private final Orders orders;

    StoreEventController(Orders orders) {
        this.orders = orders;
    }

    /** The reason is judged by billing-service. */
    record OrderRequest(@JsonProperty("reason") @Nullable String reason) {}

    /** Notifications of stores that are parked or given up, the oldest 200 first. */
    @GetMapping
    @Shape("app.feedtape.billing.webhook.StoreEventController.EventsResponse")
    JsonNode list(Caller caller) {
        return orders.give(caller, LIST, null);
    }

    /** One of them, in whatever state it is by now. 404. */
    @GetMapping("/{id}")
    @Shape("app.feedtape.billing.webhook.UnsettledEvents.Event")
    JsonNode get(Caller caller, @PathVariable UUID id) {
        return orders.give(caller, GET, null, id);
    }

    /**
     * Has one read again that is parked or given up: {@code {reason}}. Answers it. Audited by
     * billing-service before it is done. 400 without a reason, 404, 409 for one that is settled.
     */
    @RequiresRole("admin")
    @PostMapping("/{id}/retry")
    @Shape("app.feedtape.billing.webhook.UnsettledEvents.Event")
    JsonNode retry(Caller caller, @PathVariable UUID id, @RequestBody OrderRequest request) {
        return orders.give(caller, RETRY, request, id);
    }

    /** Settles one by hand; refused as {@link #retry} is. */
    @RequiresRole("admin")
    @PostMapping("/{id}/settle")
    @Shape("app.feedtape.billing.webhook.UnsettledEvents.Event")
    JsonNode settle(Caller caller, @PathVariable UUID id, @RequestBody OrderRequest request) {
        return orders.give(caller, SETTLE, request, id);
    }
}
