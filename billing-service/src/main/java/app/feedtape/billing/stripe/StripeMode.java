package app.feedtape.billing.stripe;

import org.springframework.stereotype.Component;

/** Whether this installation takes real money. */
@Component
public class StripeMode {

    private final boolean live;

    StripeMode(StripeSettings settings) {
        this.live = settings.isLive();
    }

    /** Whether an event of the other mode has come to the wrong place. */
    public boolean isForeign(StripeNotification notification) {
        return notification.live() != live;
    }
}
