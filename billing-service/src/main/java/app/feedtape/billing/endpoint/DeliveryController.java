package app.feedtape.billing.endpoint;

import app.feedtape.billing.endpoint.DeliveryLog.Entry;
import app.feedtape.web.paging.Cursors;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was sent to an endpoint, and sending it again. */
@RestController
@RequestMapping("/api/webhooks/{id}")
class DeliveryController {

    private static final String SORT = "newest";
    private static final List<String> STATES = List.of("pending", "delivered", "failed", "skipped");
    private static final Duration LONGEST_RANGE = Duration.ofDays(31);

    private final EndpointChanges changes;
    private final DeliveryLog log;
    private final Replays replays;
    private final EndpointPermission permission;
    private final Dispatch dispatch;
    private final Cursors cursors;

    DeliveryController(
            EndpointChanges changes,
            DeliveryLog log,
            Replays replays,
            EndpointPermission permission,
            Dispatch dispatch,
            Cursors cursors) {
        this.changes = changes;
        this.log = log;
        this.replays = replays;
        this.permission = permission;
        this.dispatch = dispatch;
        this.cursors = cursors;
    }

    /**
     * @param status which of them; null for those that were not delivered
     */
    record RangeRequest(
            @JsonProperty("from") @Nullable Instant from,
            @JsonProperty("to") @Nullable Instant to,
            @JsonProperty("status") @Nullable String status) {

        DeliveryRange parse() {
            if (from == null || to == null || !from.isBefore(to)) {
                throw Refusal.invalid("from", "Must be before to; both are needed.");
            }
            if (Duration.between(from, to).compareTo(LONGEST_RANGE) > 0) {
                throw Refusal.invalid("to", "Must be within 31 days.");
            }
            if (status != null && (status.equals("pending") || !STATES.contains(status))) {
                throw Refusal.invalid("status", "Of delivered, failed, skipped.");
            }
            return new DeliveryRange(
                    from, to, status == null ? List.of("failed", "skipped") : List.of(status));
        }
    }

    record TestResponse(@JsonProperty("delivery_id") UUID deliveryId) {}

    /**
     * Deliveries of the last 30 days, the newest first, each with its tries; {@code status} one of
     * pending, delivered, failed, skipped; {@code limit} 1..100. 404 for an endpoint that is not
     * the caller's.
     */
    @GetMapping("/deliveries")
    Page<Entry> list(
            Caller caller,
            @PathVariable("id") UUID id,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAXIMUM_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        changes.get(caller, id);
        if (status != null && !STATES.contains(status)) {
            throw Refusal.invalid("status", "Of pending, delivered, failed, skipped.");
        }
        String filter = id + " " + status;
        UUID before =
                cursor == null
                        ? null
                        : UUID.fromString(cursors.decode(SORT, filter, cursor).getFirst());
        List<Entry> found = log.list(id, status, before, limit + 1);
        List<Entry> page = found.subList(0, Math.min(limit, found.size()));
        String next =
                found.size() > limit
                        ? cursors.encode(SORT, filter, List.of(page.getLast().id().toString()))
                        : null;
        return new Page<>(page, next);
    }

    /** One of them with what is sent; 404 for any other. */
    @GetMapping("/deliveries/{delivery}")
    Entry show(
            Caller caller, @PathVariable("id") UUID id, @PathVariable("delivery") UUID delivery) {
        changes.get(caller, id);
        return log.find(id, delivery).orElseThrow(EndpointChanges::nothing);
    }

    /**
     * Sends one again under the same event id, with all its tries. 402 PLAN_REQUIRED, 404; 409
     * CONFLICT while it waits to be tried anyway, and for an endpoint that is disabled.
     */
    @PostMapping("/deliveries/{delivery}/replay")
    ResponseEntity<Entry> replay(
            Caller caller, @PathVariable("id") UUID id, @PathVariable("delivery") UUID delivery) {
        permission.require(caller.payerId());
        show(caller, id, delivery);
        replays.one(caller, id, delivery);
        dispatch.nudge();
        return ResponseEntity.accepted().body(show(caller, id, delivery));
    }

    /**
     * Sends again what was recorded from {@code from} until before {@code to}, within 31 days: what
     * failed or was skipped, or what {@code status} says; the oldest thousand of it, {@code
     * remaining} tells of more. 400, 402, 404; 409 CONFLICT for an endpoint that is disabled.
     */
    @PostMapping("/replay")
    ResponseEntity<Replays.Replayed> replay(
            Caller caller, @PathVariable("id") UUID id, @RequestBody RangeRequest request) {
        permission.require(caller.payerId());
        Replays.Replayed replayed = replays.range(caller, id, request.parse());
        dispatch.nudge();
        return ResponseEntity.accepted().body(replayed);
    }

    /**
     * Sends an {@code endpoint.test} to this endpoint alone; how it went is read at {@code
     * Location}. 402, 404; 409 CONFLICT for one that is disabled.
     */
    @PostMapping("/test")
    ResponseEntity<TestResponse> test(Caller caller, @PathVariable("id") UUID id) {
        permission.require(caller.payerId());
        UUID delivery = replays.test(caller, id);
        dispatch.nudge();
        return ResponseEntity.accepted()
                .location(URI.create("/api/webhooks/%s/deliveries/%s".formatted(id, delivery)))
                .body(new TestResponse(delivery));
    }
}
