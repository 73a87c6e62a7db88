package app.feedtape.billing.reconciliation;

import app.feedtape.billing.checkout.ReturnedPayments;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.stripe.StripePayments;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Refunds and disputes whose notification was lost: Stripe lists them, here they are caught up. */
@Component
public class UntoldReturns {

    private static final Logger LOG = LoggerFactory.getLogger(UntoldReturns.class);

    /** As long as Stripe itself tries to tell. */
    private static final Duration LOOK_BACK = Duration.ofDays(3);

    private final StripePayments stripe;
    private final ReturnedPayments returned;
    private final Purchases purchases;
    private final StoreReading reading;

    UntoldReturns(
            StripePayments stripe,
            ReturnedPayments returned,
            Purchases purchases,
            StoreReading reading) {
        this.stripe = stripe;
        this.returned = returned;
        this.purchases = purchases;
        this.reading = reading;
    }

    /** Asks Stripe what was returned lately, and applies what nobody has told us of. */
    @Scheduled(fixedDelay = 3_600_000, initialDelay = 300_000)
    public void catchUp() {
        try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
            Instant since = purchases.now().minus(LOOK_BACK);
            returned.unknown(stripe.listReturned(since)).forEach(this::tryToApply);
        } catch (Refusal away) {
            LOG.warn("Refunds and disputes could not be listed: in an hour again");
        }
    }

    /** One that cannot be read hides none of the others. */
    private void tryToApply(String payment) {
        try {
            reading.apply(
                    new StoreReference(Source.STRIPE, payment),
                    purchases.now(),
                    "Stripe lists something returned of " + payment,
                    () -> {});
        } catch (RuntimeException failure) {
            LOG.warn("What was returned of {} is not applied yet: {}", payment, failure.toString());
        }
    }
}
