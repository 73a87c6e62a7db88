package app.feedtape.admin.reconciliation;

import app.feedtape.admin.order.Orders;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.document.Shape;
import app.feedtape.web.servlet.RequiresRole;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping({"/api/admin/reconciliations", "/v1/admin/reconciliations"})
class ReconciliationController {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ServiceCall LIST =
            new ServiceCall("billing-service", "GET", "/internal/reconciliations", TIMEOUT);
    private static final ServiceCall GET =
            new ServiceCall("billing-service", "GET", "/internal/reconciliations/%s", TIMEOUT);
    private static final ServiceCall BEGIN =
            new ServiceCall("billing-service", "POST", "/internal/reconciliations", TIMEOUT);

    private final Orders orders;

    ReconciliationController(Orders orders) {
        this.orders = orders;
    }

    /** The newest runs, nightly ones included, with what they found in numbers. */
    @GetMapping
    @Shape("app.feedtape.billing.reconciliation.ReconciliationController.RunsResponse")
    JsonNode list(Caller caller) {
        return orders.give(caller, LIST, null);
    }

    /** One run with its differences. 404. */
    @GetMapping("/{id}")
    @Shape("app.feedtape.billing.reconciliation.ReconciliationController.RunResponse")
    JsonNode get(Caller caller, @PathVariable UUID id) {
        return orders.give(caller, GET, null, id);
    }

    /**
     * Has everything compared now; 202 with the run, which is the one under way if there is one.
     */
    @RequiresRole("admin")
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Shape("app.feedtape.billing.reconciliation.ReconciliationController.RunResponse")
    JsonNode begin(Caller caller) {
        return orders.give(caller, BEGIN, null);
    }
}
