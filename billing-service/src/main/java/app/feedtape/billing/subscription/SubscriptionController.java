package app.feedtape.billing.subscription;

import app.feedtape.web.token.Caller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SubscriptionController {

    private final SubscriptionOfMine subscription;

    SubscriptionController(SubscriptionOfMine subscription) {
        this.subscription = subscription;
    }

    /**
     * What the caller's payer has now, and the plan that gives (api.md, subscription and billing).
     */
    @GetMapping("/api/subscription/me")
    SubscriptionResponse mine(Caller caller) {
        return subscription.get(caller.payerId());
    }
}
