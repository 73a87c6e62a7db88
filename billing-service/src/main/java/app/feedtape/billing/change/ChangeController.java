package app.feedtape.billing.change;

import app.feedtape.billing.catalogue.Plan;
import app.feedtape.billing.change.PlanChange.Wish;
import app.feedtape.billing.subscription.SubscriptionOfMine;
import app.feedtape.billing.subscription.SubscriptionResponse;
import app.feedtape.web.idempotency.AnsweredOnce;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
class ChangeController {

    private static final String ROUTE = "POST /api/billing/change-plan";

    private final Cancellation cancellation;
    private final PlanChange change;
    private final SubscriptionOfMine subscription;
    private final AnsweredOnce once;
    private final JsonMapper json;

    ChangeController(
            Cancellation cancellation,
            PlanChange change,
            SubscriptionOfMine subscription,
            AnsweredOnce once,
            JsonMapper json) {
        this.cancellation = cancellation;
        this.change = change;
        this.subscription = subscription;
        this.once = once;
        this.json = json;
    }

    /**
     * @param period {@code month} or {@code year}; absent means the present one
     * @param asOf {@code as_of} of a preview not older than an hour, to be charged what it said
     */
    record ChangeRequest(
            @JsonProperty("plan")
                    @NotNull
                    @Pattern(regexp = Plan.NAME, message = "is no name of a plan")
                    String plan,
            @JsonProperty("period")
                    @Nullable
                    @Pattern(regexp = "month|year", message = "is month or year")
                    String period,
            @JsonProperty("as_of") @Nullable Instant asOf) {

        Wish wish() {
            return new Wish(plan, period, asOf);
        }
    }

    /**
     * Ends the subscription with the period that is paid for, and at once where it gives nothing
     * any more because its payment is open for too long; again it changes nothing. Answers what
     * {@code GET /api/subscription/me} does from now on. 404 without a subscription; 409 with
     * {@code source}, {@code plan}, {@code status} and {@code manage_url} for one that was bought
     * in another store or given; 503 when Stripe cannot be reached.
     */
    @PostMapping("/api/billing/cancel")
    SubscriptionResponse cancel(Caller caller) {
        refuseImpersonation(caller);
        cancellation.cancel(caller.payerId());
        return subscription.get(caller.payerId());
    }

    /**
     * Lets a cancelled subscription go on after all; one that goes on stays as it is. Refused as
     * {@link #cancel} is, and with 409 once it has ended.
     */
    @PostMapping("/api/billing/resume")
    SubscriptionResponse resume(Caller caller) {
        refuseImpersonation(caller);
        cancellation.resume(caller.payerId());
        return subscription.get(caller.payerId());
    }

    /**
     * Says what another plan or period would cost, now and at the next renewal, with the lines of
     * Stripe's own preview. Changes nothing. Refused as the change itself is.
     */
    @PostMapping("/api/billing/change-plan/preview")
    PreviewResponse preview(Caller caller, @Valid @RequestBody ChangeRequest request) {
        refuseImpersonation(caller);
        return PreviewResponse.of(change.preview(caller.payerId(), request.wish()));
    }

    /**
     * Moves to another plan or period. More than before is charged at once and by the day, less is
     * credited on the next invoice; the plan counts from the next request on. 400 for a plan that
     * is not for sale and an {@code as_of} older than an hour or than the last change; 409 CONFLICT
     * when the payment does not go through ({@code reason}), while a payment is open, while it is
     * cancelled, and as {@link #cancel} is. {@code Idempotency-Key} is honoured (api.md): the same
     * key charges once.
     */
    @PostMapping("/api/billing/change-plan")
    SubscriptionResponse change(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @Valid @RequestBody ChangeRequest request) {
        refuseImpersonation(caller);
        return once.answer(
                caller,
                ROUTE,
                key,
                request,
                SubscriptionResponse.class,
                () -> change(caller, request, stripeKey(caller, key, request)));
    }

    private SubscriptionResponse change(
            Caller caller, ChangeRequest request, @Nullable String stripeKey) {
        change.change(caller.payerId(), request.wish(), stripeKey);
        return subscription.get(caller.payerId());
    }

    /** Two payers may choose the same key; Stripe must see two. */
    private @Nullable String stripeKey(Caller caller, @Nullable String key, ChangeRequest request) {
        if (key == null) {
            return null;
        }
        String whole = caller.payerId() + " " + key + " " + json.writeValueAsString(request);
        return "feedtape-change-" + UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuseImpersonation(Caller caller) {
        if (caller.token().actor() != null) {
            throw ErrorCode.FORBIDDEN.because("Nobody buys in somebody else's name.");
        }
    }
}
