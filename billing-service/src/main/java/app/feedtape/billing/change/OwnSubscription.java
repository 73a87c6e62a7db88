package app.feedtape.billing.change;

import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.reconciliation.StoreReading;
import app.feedtape.billing.reconciliation.StoreReading.Outcome;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The subscription of a payer's own that can be changed from here: the one that runs at Stripe. */
@Component
class OwnSubscription {

    private final Purchases purchases;
    private final StoreReading reading;

    OwnSubscription(Purchases purchases, StoreReading reading) {
        this.purchases = purchases;
        this.reading = reading;
    }

    /**
     * 404 NOT_FOUND when nothing runs; 409 CONFLICT with {@code source}, {@code plan}, {@code
     * status} and {@code manage_url} when what runs was not bought here.
     */
    Purchase get(UUID payerId) {
        Instant now = purchases.now();
        List<Purchase> running =
                purchases.list(payerId).stream()
                        .filter(Purchase::isPaid)
                        .filter(purchase -> purchase.givesAccessAt(now))
                        .toList();
        return running.stream()
                .filter(purchase -> purchase.source() == Source.STRIPE)
                .max(Comparator.comparing(Purchase::startedAt))
                .orElseThrow(() -> running.isEmpty() ? nothing() : elsewhere(running.getFirst()));
    }

    /** Whether one of Stripe's gives access. */
    boolean runs(UUID payerId) {
        Instant now = purchases.now();
        return purchases.list(payerId).stream()
                .filter(purchase -> purchase.source() == Source.STRIPE)
                .anyMatch(purchase -> purchase.givesAccessAt(now));
    }

    private static Refusal nothing() {
        return ErrorCode.NOT_FOUND.because("You have no subscription.");
    }

    private static Refusal elsewhere(Purchase running) {
        String how =
                running.source().isStore()
                        ? "Your subscription is from the %s. Change it there, in the subscriptions of your account."
                                .formatted(running.source().storeName())
                        : "Your plan was given to you. There is nothing to change or to pay.";
        return ErrorCode.CONFLICT
                .because(how)
                .with("source", running.source().word())
                .with("plan", running.plan())
                .with("status", running.status().word())
                .with("manage_url", manageUrl(running.source()));
    }

    private static @Nullable String manageUrl(Source source) {
        return switch (source) {
            case APPLE -> "https://apps.apple.com/account/subscriptions";
            case GOOGLE -> "https://play.google.com/store/account/subscriptions";
            case STRIPE, SIGNUP, GRANT, ORGANIZATION -> null;
        };
    }

    /** Makes billing say what Stripe says now, so that the very next request has it. */
    void readAgain(String subscriptionId, String cause) {
        Outcome outcome =
                reading.apply(
                        new StoreReference(Source.STRIPE, subscriptionId),
                        purchases.now(),
                        cause,
                        () -> {});
        if (outcome instanceof Outcome.Impossible(String reason)) {
            throw new IllegalStateException(
                    "%s was changed and cannot be read: %s".formatted(subscriptionId, reason));
        }
    }
}
