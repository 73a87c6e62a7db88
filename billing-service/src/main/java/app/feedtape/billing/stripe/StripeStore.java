package app.feedtape.billing.stripe;

import app.feedtape.web.problem.Refusal;
import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.SubscriptionRetrieveParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionListParams;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What billing asks of Stripe about customers, pay pages and subscriptions. Hold no database
 * connection while calling. Fails with {@code UPSTREAM_UNAVAILABLE}.
 */
@Component
public class StripeStore {

    private static final String METADATA_KEY = "checkout";

    /** With what it is paid with. */
    private static final SubscriptionRetrieveParams WHOLE =
            SubscriptionRetrieveParams.builder().addExpand("default_payment_method").build();

    private final StripeClient client;
    private final StripeCalls calls;

    StripeStore(StripeClient client, StripeCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /**
     * Makes a customer.
     *
     * @param key the same key gives the same customer
     */
    public String createCustomer(UUID key, UUID payerId, UUID accountId) {
        CustomerCreateParams parameters =
                CustomerCreateParams.builder()
                        .putMetadata("payer_id", payerId.toString())
                        .putMetadata("account_id", accountId.toString())
                        .build();
        return calls.call(
                        "making a customer",
                        () -> client.v1().customers().create(parameters, once("customer", key)))
                .getId();
    }

    /** Whether Stripe has failed in a way that it gives again whenever the same key is used. */
    public static boolean isKept(Refusal refusal) {
        return refusal.getCause() instanceof StripeException answered
                && answered.getStatusCode() != null
                && answered.getStatusCode() >= 500;
    }

    /** Opens a pay page for a subscription. */
    public StripePage openCheckout(StripeCheckoutOrder order) {
        Map<String, String> who =
                Map.of(
                        "payer_id",
                        order.payerId().toString(),
                        "account_id",
                        order.accountId().toString(),
                        "plan",
                        order.plan(),
                        METADATA_KEY,
                        order.key().toString());
        SessionCreateParams.Builder parameters =
                SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                        .setCustomer(order.customerId())
                        .setClientReferenceId(order.payerId().toString())
                        .setSuccessUrl(order.successUrl())
                        .setCancelUrl(order.cancelUrl())
                        .setExpiresAt(order.expiresAt().getEpochSecond())
                        .putAllMetadata(who)
                        .setSubscriptionData(subscriptionData(order, who))
                        .addLineItem(
                                SessionCreateParams.LineItem.builder()
                                        .setPrice(order.priceId())
                                        .setQuantity(1L)
                                        .build());
        if (order.trialDays() > 0) {
            // A card is the one thing a person is known by when they come for a second trial.
            parameters.addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD);
        }
        var session =
                calls.call(
                        "opening a checkout",
                        () ->
                                client.v1()
                                        .checkout()
                                        .sessions()
                                        .create(parameters.build(), once("checkout", order.key())));
        return new StripePage(session.getId(), session.getUrl());
    }

    private static SessionCreateParams.SubscriptionData subscriptionData(
            StripeCheckoutOrder order, Map<String, String> who) {
        SessionCreateParams.SubscriptionData.Builder data =
                SessionCreateParams.SubscriptionData.builder().putAllMetadata(who);
        if (order.trialDays() > 0) {
            data.setTrialPeriodDays((long) order.trialDays());
        }
        return data.build();
    }

    /** The newest hundred pay pages of a customer that were made since then. */
    public List<StripeCheckout> listCheckouts(String customerId, Instant since) {
        SessionListParams parameters =
                SessionListParams.builder()
                        .setCustomer(customerId)
                        .setCreated(
                                SessionListParams.Created.builder()
                                        .setGte(since.getEpochSecond())
                                        .build())
                        .setLimit(100L)
                        .build();
        return calls
                .call("listing checkouts", () -> client.v1().checkout().sessions().list(parameters))
                .getData()
                .stream()
                .map(session ->
                        new StripeCheckout(
                                session.getId(),
                                session.getStatus(),
                                session.getMetadata() == null
                                        ? null
                                        : session.getMetadata().get(METADATA_KEY),
                                session.getSubscription()))
                .toList();
    }

    /**
     * Ends a pay page, so that nobody can pay on it any more.
     *
     * @return false when somebody has paid on it
     */
    public boolean tryExpireCheckout(String id) {
        return calls.call(
                "ending a checkout",
                () -> {
                    try {
                        client.v1().checkout().sessions().expire(id);
                        return true;
                    } catch (InvalidRequestException notOpen) {
                        return switch (client.v1().checkout().sessions().retrieve(id).getStatus()) {
                            case "complete" -> false;
                            case "expired" -> true;
                            default -> throw notOpen;
                        };
                    }
                });
    }

    /** Opens Stripe's page where a customer manages what it bought. */
    public StripePage openPortal(String customerId, String returnUrl) {
        var parameters =
                com.stripe.param.billingportal.SessionCreateParams.builder()
                        .setCustomer(customerId)
                        .setReturnUrl(returnUrl)
                        .build();
        var session =
                calls.call(
                        "opening the portal",
                        () -> client.v1().billingPortal().sessions().create(parameters));
        return new StripePage(session.getId(), session.getUrl());
    }

    /** A subscription as it is now, or empty when Stripe does not know it. */
    public Optional<StripeSubscription> readSubscription(String id) {
        return calls.call(
                "reading a subscription",
                () -> {
                    try {
                        Subscription read = client.v1().subscriptions().retrieve(id, WHOLE);
                        return Optional.of(subscription(read, unpaidSince(read)));
                    } catch (InvalidRequestException unknown) {
                        if (Integer.valueOf(404).equals(unknown.getStatusCode())) {
                            return Optional.empty();
                        }
                        throw unknown;
                    }
                });
    }

    /** Ends a subscription at once; one that is over already is fine. */
    public void cancelNow(String id) {
        calls.call(
                "cancelling a subscription",
                () -> {
                    try {
                        client.v1().subscriptions().cancel(id);
                    } catch (InvalidRequestException over) {
                        if (!Integer.valueOf(404).equals(over.getStatusCode())) {
                            throw over;
                        }
                    }
                    return id;
                });
    }

    private static StripeSubscription subscription(
            Subscription read, @Nullable Instant unpaidSince) {
        List<StripeSubscription.Item> items =
                read.getItems().getData().stream().map(StripeStore::item).toList();
        Instant cancelAt = instant(read.getCancelAt());
        if (cancelAt == null && Boolean.TRUE.equals(read.getCancelAtPeriodEnd())) {
            cancelAt =
                    items.stream()
                            .map(StripeSubscription.Item::periodEnd)
                            .max(Instant::compareTo)
                            .orElse(null);
        }
        return new StripeSubscription(
                read.getId(),
                read.getCustomer(),
                read.getStatus(),
                Instant.ofEpochSecond(read.getStartDate()),
                cancelAt,
                instant(read.getTrialEnd()),
                unpaidSince,
                fingerprint(read.getDefaultPaymentMethodObject()),
                items,
                read.getMetadata() == null ? Map.of() : Map.copyOf(read.getMetadata()));
    }

    /** Of the oldest invoice that is open: the next one does not begin grace anew. */
    private @Nullable Instant unpaidSince(Subscription read) throws StripeException {
        if (!"past_due".equals(read.getStatus())) {
            return null;
        }
        InvoiceListParams open =
                InvoiceListParams.builder()
                        .setSubscription(read.getId())
                        .setStatus(InvoiceListParams.Status.OPEN)
                        .setLimit(100L)
                        .build();
        return client.v1().invoices().list(open).getData().stream()
                .map(Invoice::getCreated)
                .min(Long::compareTo)
                .map(Instant::ofEpochSecond)
                .orElse(null);
    }

    private static @Nullable String fingerprint(@Nullable PaymentMethod method) {
        return method == null || method.getCard() == null
                ? null
                : method.getCard().getFingerprint();
    }

    private static StripeSubscription.Item item(SubscriptionItem item) {
        return new StripeSubscription.Item(
                item.getId(),
                item.getPrice().getId(),
                item.getQuantity() == null ? 1 : item.getQuantity(),
                Instant.ofEpochSecond(item.getCurrentPeriodStart()),
                Instant.ofEpochSecond(item.getCurrentPeriodEnd()));
    }

    private static @Nullable Instant instant(@Nullable Long seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }

    private static RequestOptions once(String what, UUID key) {
        return RequestOptions.builder().setIdempotencyKey("feedtape-" + what + "-" + key).build();
    }
}
