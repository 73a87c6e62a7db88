package app.feedtape.billing.checkout;

import app.feedtape.billing.catalogue.Plan;
import app.feedtape.billing.stripe.StripeStore;
import app.feedtape.web.idempotency.Idempotency;
import app.feedtape.web.idempotency.Idempotency.Claim;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
class CheckoutController {

    private static final String ROUTE = "POST /api/billing/checkout";

    private final Checkout checkout;
    private final StripeCustomers customers;
    private final StripeStore stripe;
    private final ReturnAddresses addresses;
    private final Idempotency idempotency;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    CheckoutController(
            Checkout checkout,
            StripeCustomers customers,
            StripeStore stripe,
            ReturnAddresses addresses,
            Idempotency idempotency,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.checkout = checkout;
        this.customers = customers;
        this.stripe = stripe;
        this.addresses = addresses;
        this.idempotency = idempotency;
        this.transaction = transaction;
        this.json = json;
    }

    record CheckoutRequest(
            @JsonProperty("plan")
                    @NotNull
                    @Pattern(regexp = Plan.NAME, message = "is no name of a plan")
                    String plan,
            @JsonProperty("period")
                    @Nullable
                    @Pattern(regexp = "month|year", message = "is month or year")
                    String period,
            @JsonProperty("trial") @Nullable Boolean trial,
            @JsonProperty("success_url") @Nullable String successUrl,
            @JsonProperty("cancel_url") @Nullable String cancelUrl) {}

    record CheckoutResponse(@JsonProperty("checkout_url") String checkoutUrl) {}

    record PortalRequest(@JsonProperty("return_url") @Nullable String returnUrl) {}

    record PortalResponse(@JsonProperty("portal_url") String portalUrl) {}

    /**
     * Opens the store's pay page for a plan, paid by the {@code month} (if nothing is said) or by
     * the {@code year}; with {@code trial} the first payment is taken when the free trial is over,
     * 409 TRIAL_USED when that is used. 400 for a plan that is not for sale and for return
     * addresses that are not ours; 409 with {@code source}, {@code plan} and {@code status} when a
     * subscription gives access already, and when one was paid for a moment ago; 503 when the store
     * cannot be reached. {@code Idempotency-Key} is honoured (api.md).
     */
    @PostMapping("/api/billing/checkout")
    CheckoutResponse open(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @Valid @RequestBody CheckoutRequest request) {
        refuseImpersonation(caller);
        if (key == null) {
            return new CheckoutResponse(open(caller, request));
        }
        return switch (idempotency.claim(caller, ROUTE, key, json.writeValueAsString(request))) {
            case Claim.Replay(int status, String response) ->
                    json.readValue(response, CheckoutResponse.class);
            case Claim.Fresh fresh -> openOnce(caller, request, fresh);
        };
    }

    private CheckoutResponse openOnce(Caller caller, CheckoutRequest request, Claim.Fresh fresh) {
        try {
            CheckoutResponse response = new CheckoutResponse(open(caller, request));
            String remembered = json.writeValueAsString(response);
            transaction.executeWithoutResult(
                    status -> idempotency.complete(fresh, 200, remembered));
            return response;
        } catch (RuntimeException failure) {
            idempotency.giveBack(fresh);
            throw failure;
        }
    }

    private String open(Caller caller, CheckoutRequest request) {
        return checkout.open(
                caller,
                new Checkout.Order(
                        request.plan(),
                        request.period() == null ? "month" : request.period(),
                        Boolean.TRUE.equals(request.trial()),
                        request.successUrl(),
                        request.cancelUrl()));
    }

    /**
     * Opens the store's page where a subscription is changed, cancelled and paid for. 404 for who
     * never bought anything there.
     */
    @PostMapping("/api/billing/portal")
    PortalResponse portal(
            Caller caller, @RequestBody(required = false) @Nullable PortalRequest request) {
        refuseImpersonation(caller);
        String returnUrl =
                addresses.choose("return_url", request == null ? null : request.returnUrl(), "/");
        String customer =
                customers
                        .find(caller.payerId())
                        .orElseThrow(() ->
                                ErrorCode.NOT_FOUND.because(
                                        "You have not bought anything here yet."));
        return new PortalResponse(stripe.openPortal(customer, returnUrl).url());
    }

    private static void refuseImpersonation(Caller caller) {
        if (caller.token().actor() != null) {
            throw ErrorCode.FORBIDDEN.because("Nobody buys in somebody else's name.");
        }
    }
}
