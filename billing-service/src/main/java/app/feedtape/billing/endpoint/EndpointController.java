package app.feedtape.billing.endpoint;

import app.feedtape.web.paging.Page;
import app.feedtape.web.token.Caller;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * A person's endpoints for webhooks. API keys cannot be used here: whoever found one could send
 * himself what happens for as long as nobody looks.
 */
@RestController
@RequestMapping("/api/webhooks")
class EndpointController {

    private final Endpoints endpoints;
    private final EndpointChanges changes;
    private final EndpointPermission permission;
    private final EndpointAddresses addresses;
    private final SecretAnswers answers;

    EndpointController(
            Endpoints endpoints,
            EndpointChanges changes,
            EndpointPermission permission,
            EndpointAddresses addresses,
            SecretAnswers answers) {
        this.endpoints = endpoints;
        this.changes = changes;
        this.permission = permission;
        this.addresses = addresses;
        this.answers = answers;
    }

    /** The caller's endpoints under the token's payer, the oldest first; never a secret. */
    @GetMapping
    Page<EndpointAnswer> list(Caller caller) {
        return new Page<>(
                endpoints.list(caller.payerId(), caller.accountId()).stream()
                        .map(EndpointAnswer::of)
                        .toList(),
                null);
    }

    /** One of them; 404 for any other. */
    @GetMapping("/{id}")
    EndpointAnswer show(Caller caller, @PathVariable("id") UUID id) {
        return EndpointAnswer.of(changes.get(caller, id));
    }

    /**
     * A new endpoint; its secret is in this answer and never again. {@code url} https on port 443
     * or 8443 of a public host, {@code event_types} at least one of {@code docs/webhooks.md},
     * {@code description} up to 200 characters, {@code enabled} (true). 400 VALIDATION_FAILED; 402
     * PLAN_REQUIRED without {@code api_access}; 409 CONFLICT at 20 endpoints of the payer. {@code
     * Idempotency-Key} is honoured (api.md).
     */
    @PostMapping
    ResponseEntity<EndpointAnswer> create(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody EndpointRequest request) {
        permission.require(caller.payerId());
        EndpointWish wish = request.accepted(addresses).parse();
        EndpointAnswer made =
                answers.once(
                        caller,
                        "POST /api/webhooks",
                        key,
                        request,
                        () -> changes.create(caller, wish));
        return ResponseEntity.created(URI.create("/api/webhooks/" + made.id()))
                .cacheControl(CacheControl.noStore())
                .body(made);
    }

    /**
     * Changes what is sent and leaves the rest. Enabling one that was disabled starts anew; what
     * was skipped meanwhile comes only by a replay. 400, 402 and 404 as above.
     */
    @PatchMapping("/{id}")
    EndpointAnswer change(
            Caller caller, @PathVariable("id") UUID id, @RequestBody EndpointRequest request) {
        permission.require(caller.payerId());
        changes.get(caller, id);
        return changes.change(caller, id, request.accepted(addresses));
    }

    /**
     * Another secret, in this answer and never again. The one before signs beside it for 24 hours;
     * one that was ending already ends now. 402 and 404 as above; {@code Idempotency-Key} is
     * honoured.
     */
    @PostMapping("/{id}/rotate-secret")
    ResponseEntity<EndpointAnswer> rotate(
            Caller caller,
            @PathVariable("id") UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        permission.require(caller.payerId());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        answers.once(
                                caller,
                                "POST /api/webhooks/%s/rotate-secret".formatted(id),
                                key,
                                "",
                                () -> changes.rotate(caller, id)));
    }

    /** Removes an endpoint with its log; also without the plan. 404 when there is none. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable("id") UUID id) {
        changes.delete(caller, id);
    }
}
