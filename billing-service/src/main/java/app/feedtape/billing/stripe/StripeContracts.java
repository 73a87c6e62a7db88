package app.feedtape.billing.stripe;

import app.feedtape.web.problem.Refusal;
import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.net.RequestOptions;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.SubscriptionUpdateParams.PaymentBehavior;
import com.stripe.param.SubscriptionUpdateParams.ProrationBehavior;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Changes of what a payer has with Stripe. Hold no database connection while calling. Each says
 * whether it was done: Stripe does it to no subscription that has ended.
 */
@Component
public class StripeContracts {

    private final StripeClient client;
    private final StripeCalls calls;

    StripeContracts(StripeClient client, StripeCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /** Whether it ends with the period that is paid for; said again it changes nothing. */
    public boolean tryCancelAtPeriodEnd(String id, boolean ends) {
        SubscriptionUpdateParams parameters =
                SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(ends).build();
        return update(id, parameters, null);
    }

    /**
     * Moves to another price. 409 CONFLICT when a payment is to be made at once and does not go
     * through; nothing is changed then.
     *
     * @param key the same key moves and charges once, and fails for good if Stripe has failed on
     *     the way ({@link #isRepeated}); null when nobody will ask again
     */
    public boolean tryChangePrice(StripePriceChange change, @Nullable String key) {
        SubscriptionUpdateParams.Builder parameters =
                SubscriptionUpdateParams.builder()
                        .addItem(
                                SubscriptionUpdateParams.Item.builder()
                                        .setId(change.itemId())
                                        .setPrice(change.priceId())
                                        .build())
                        .setProrationBehavior(behaviour(change))
                        .setProrationDate(change.atSecond());
        if (change.billing() == StripePriceChange.Billing.AT_ONCE) {
            parameters.setPaymentBehavior(PaymentBehavior.ERROR_IF_INCOMPLETE);
        }
        return update(change.subscriptionId(), parameters.build(), key);
    }

    /** Whether it was not tried: Stripe gives a failure again to whoever comes with its key. */
    public static boolean isRepeated(Refusal refusal) {
        return refusal.getCause() instanceof StripeException failed
                && failed.getStripeError() != null
                && failed.getStripeError().getLastResponse() != null
                && failed.getStripeError()
                        .getLastResponse()
                        .headers()
                        .firstValue("Idempotent-Replayed")
                        .filter("true"::equals)
                        .isPresent();
    }

    private static ProrationBehavior behaviour(StripePriceChange change) {
        return switch (change.billing()) {
            case AT_ONCE -> ProrationBehavior.ALWAYS_INVOICE;
            case NEXT_INVOICE -> ProrationBehavior.CREATE_PRORATIONS;
            case NONE -> ProrationBehavior.NONE;
        };
    }

    private boolean update(String id, SubscriptionUpdateParams parameters, @Nullable String key) {
        RequestOptions options =
                key == null
                        ? RequestOptions.getDefault()
                        : RequestOptions.builder().setIdempotencyKey(key).build();
        return calls.call(
                "changing a subscription",
                () -> {
                    try {
                        client.v1().subscriptions().update(id, parameters, options);
                        return true;
                    } catch (InvalidRequestException refused) {
                        if (hasEnded(id, refused)) {
                            return false;
                        }
                        throw refused;
                    }
                });
    }

    private boolean hasEnded(String id, InvalidRequestException refused) throws StripeException {
        return Integer.valueOf(404).equals(refused.getStatusCode())
                || client.v1().subscriptions().retrieve(id).getEndedAt() != null;
    }
}
