package app.feedtape.billing.webhook;

import app.feedtape.billing.audit.Action;
import app.feedtape.billing.audit.Reason;
import app.feedtape.billing.webhook.UnsettledEvents.Event;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.audit.AuditTrail.Subject;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** For operators, by admin-service and the command line; 403 for everybody else. */
@RestController
@RequestMapping("/internal/store-events")
class StoreEventController {

    private static final int MOST = 200;
    private static final List<String> WITHOUT_EFFECT = List.of("parked", "given_up");

    private final UnsettledEvents events;
    private final WebhookApplication application;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;

    StoreEventController(
            UnsettledEvents events,
            WebhookApplication application,
            AuditTrail audit,
            TransactionTemplate transaction) {
        this.events = events;
        this.application = application;
        this.audit = audit;
        this.transaction = transaction;
    }

    record EventsResponse(@JsonProperty("items") List<Event> items) {}

    /**
     * @param reason 1 to 200 characters, why
     */
    record OrderRequest(@JsonProperty("reason") @Nullable String reason) {}

    /** What is parked or given up, the oldest 200 first. */
    @GetMapping
    EventsResponse list(ServiceCaller caller) {
        Actor.of(caller);
        return new EventsResponse(events.list(WITHOUT_EFFECT, MOST));
    }

    /** One of them, in whatever state it is by now. */
    @GetMapping("/{id}")
    Event get(ServiceCaller caller, @PathVariable("id") UUID id) {
        Actor.of(caller);
        return event(id);
    }

    /**
     * Takes one up again that is parked or given up: it is read at once, and then by the whole
     * schedule. Answers it. 400 without a reason, 404, 409 for one that is settled. Audited first.
     */
    @PostMapping("/{id}/retry")
    Event retry(
            ServiceCaller caller, @PathVariable("id") UUID id, @RequestBody OrderRequest order) {
        Event taken =
                change(
                        Actor.of(caller),
                        Action.STORE_EVENT_RETRIED,
                        id,
                        Reason.parse(order.reason()),
                        () -> events.tryTakeUp(id));
        application.nudge();
        return taken;
    }

    /**
     * Settles one by hand that is parked or given up: nobody reads it again for its own sake.
     * Answers it. Refused as {@link #retry} is. Audited first.
     */
    @PostMapping("/{id}/settle")
    Event settle(
            ServiceCaller caller, @PathVariable("id") UUID id, @RequestBody OrderRequest order) {
        String reason = Reason.parse(order.reason());
        return change(
                Actor.of(caller),
                Action.STORE_EVENT_SETTLED,
                id,
                reason,
                () -> events.trySettle(id, "settled by hand: " + reason));
    }

    private Event change(
            Actor actor, Action action, UUID id, String reason, BooleanSupplier effect) {
        return Objects.requireNonNull(
                transaction.execute(status -> {
                    event(id);
                    audit.record(
                            actor, action, new Subject(null, "store-event:" + id, null), reason);
                    if (!effect.getAsBoolean()) {
                        throw ErrorCode.CONFLICT.because(
                                "This notification is neither parked nor given up.");
                    }
                    return event(id);
                }));
    }

    private Event event(UUID id) {
        return events.find(id)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is no such notification."));
    }
}
