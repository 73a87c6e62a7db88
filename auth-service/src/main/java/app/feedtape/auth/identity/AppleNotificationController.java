package app.feedtape.auth.identity;

import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where Apple tells what became of its people. */
@RestController
@PublicEndpoint
class AppleNotificationController {

    private final AppleNotifications notifications;

    AppleNotificationController(AppleNotifications notifications) {
        this.notifications = notifications;
    }

    record Notification(@JsonProperty("payload") @Nullable String payload) {
        @Override
        public String toString() {
            return "Notification[hidden]";
        }
    }

    /**
     * Apple's server-to-server notification: {@code email-disabled} and {@code email-enabled} are
     * noted at the identity; {@code consent-revoked} and {@code account-deleted} unlink it and end
     * every session of the account. 200 also for one that came before, which changes nothing; 401
     * when it is not signed by Apple for us in the last week; 404 when Apple is not offered; 503
     * when Apple's keys cannot be had, so that Apple sends it again.
     */
    @PostMapping("/webhooks/apple-identity")
    @ResponseStatus(HttpStatus.OK)
    void take(@RequestBody Notification notification) {
        String payload = notification.payload();
        if (payload == null || payload.isBlank()) {
            throw Refusal.invalid("payload", "The signed message is missing.");
        }
        notifications.take(payload);
    }
}
