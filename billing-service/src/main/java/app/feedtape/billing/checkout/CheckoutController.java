package app.feedtape.billing.checkout;

import app.feedtape.billing.catalogue.Plan;
import app.feedtape.billing.stripe.StripeStore;
import app.feedtape.web.idempotency.AnsweredOnce;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CheckoutController {

    private static final String ROUTE = "POST /api/billing/checkout";

    private final Checkout checkout;
    private final StripeCustomers customers;
    private final StripeStore stripe;
    private final ReturnAddresses addresses;
    private final AnsweredOnce once;

    CheckoutController(
            Checkout checkout,
            StripeCustomers customers,
            StripeStore stripe,
            ReturnAddresses addresses,
            AnsweredOnce once) {
        this.checkout = checkout;
        this.customers = customers;
        this.stripe = stripe;
        this.addresses = addresses;
        this.once = once;
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
            @JsonProperty("currency")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable
                    @Pattern(regexp = "[A-Z]{3}", message = "is three capital letters")
                    String currency,
            @JsonProperty("trial") @Nullable Boolean trial,
            @JsonProperty("success_url") @Nullable String successUrl,
            @JsonProperty("cancel_url") @Nullable String cancelUrl) {}

    record CheckoutResponse(@JsonProperty("checkout_url") String checkoutUrl) {}

    record PortalRequest(@JsonProperty("return_url") @Nullable String returnUrl) {}

    record PortalResponse(@JsonProperty("portal_url") String portalUrl) {}

    /**
     * Opens the store's pay page for a plan, paid by the {@code month} (if nothing is said) or by
     * the {@code year}, in US dollars or another {@code currency} that the list of plans shows;
     * with {@code trial} the first payment is taken when the free trial is over, 409 TRIAL_USED
     * when that is used. 400 for a plan that is not for sale and for return addresses that are not
     * ours; 409 with {@code source}, {@code plan} and {@code status} when a subscription gives
     * access already or as much was given, and when one was paid for a moment ago; 503 when the
     * store cannot be reached. {@code Idempotency-Key} is honoured (api.md).
     */
    @PostMapping("/api/billing/checkout")
    CheckoutResponse open(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @Valid @RequestBody CheckoutRequest request) {
        refuseImpersonation(caller);
        return once.answer(
                caller,
                ROUTE,
                key,
                request,
                CheckoutResponse.class,
                () -> new CheckoutResponse(open(caller, request)));
    }

    private String open(Caller caller, CheckoutRequest request) {
        return checkout.open(
                caller,
                new Checkout.Order(
                        request.plan(),
                        request.period() == null ? "month" : request.period(),
                        request.currency() == null ? "USD" : request.currency(),
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
