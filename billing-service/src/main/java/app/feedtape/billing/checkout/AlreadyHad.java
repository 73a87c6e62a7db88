package app.feedtape.billing.checkout;

import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * What shuts the shop: whatever somebody pays for already, of any plan, because a second one would
 * be charged beside it; and what was given to them, unless they want more than that.
 */
@Component
class AlreadyHad {

    private final Plans plans;

    AlreadyHad(Plans plans) {
        this.plans = plans;
    }

    /** 409 CONFLICT with {@code source}, {@code plan} and {@code status}. */
    void refuse(List<Purchase> all, String wanted, Instant now) {
        all.stream()
                .filter(Purchase::isPaid)
                .filter(purchase -> purchase.givesAccessAt(now))
                .filter(purchase -> purchase.source().isStore() || isEnough(purchase, wanted))
                .findFirst()
                .ifPresent(running -> {
                    throw alreadyHas(running);
                });
    }

    private boolean isEnough(Purchase given, String wanted) {
        return plans.get(given.plan()).rank() >= plans.get(wanted).rank();
    }

    private static Refusal alreadyHas(Purchase running) {
        String why =
                running.source().isStore()
                        ? "You already have a subscription. Change it where you bought it."
                        : "This plan, or a better one, was given to you. There is nothing to pay.";
        return ErrorCode.CONFLICT
                .because(why)
                .with("source", running.source().word())
                .with("plan", running.plan())
                .with("status", running.status().word());
    }
}
