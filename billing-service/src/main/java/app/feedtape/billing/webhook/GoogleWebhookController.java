package app.feedtape.billing.webhook;

import app.feedtape.billing.play.PlayNotifications;
import app.feedtape.billing.play.PlayNotifications.Notification;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreCalls;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.servlet.PublicEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
@PublicEndpoint
class GoogleWebhookController {

    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final PlayNotifications notifications;
    private final WebhookIntake intake;

    GoogleWebhookController(PlayNotifications notifications, WebhookIntake intake) {
        this.notifications = notifications;
        this.intake = intake;
    }

    /**
     * Takes a notification of Google Play that Pub/Sub pushes: 200 once it is stored, whatever
     * becomes of it. 401 when its token is not Google's for our own subscription, 400 for what is
     * no notification about this app, 413 above 256 KiB, 503 while the database or Google's keys
     * are away or no Google Play is configured. Pub/Sub comes again after all of them.
     */
    @PostMapping("/webhooks/google")
    ResponseEntity<Void> take(
            @RequestHeader(name = "Authorization", required = false) @Nullable String authorization,
            HttpServletRequest request)
            throws IOException {
        if (!notifications.areExpected()) {
            throw StoreCalls.unavailable();
        }
        byte[] body = request.getInputStream().readNBytes(MAXIMUM_BYTES + 1);
        if (body.length > MAXIMUM_BYTES) {
            throw ErrorCode.PAYLOAD_TOO_LARGE.because("A notification has at most 256 KiB.");
        }
        if (!notifications.isGoogles(authorization)) {
            throw ErrorCode.UNAUTHENTICATED.because("This is not pushed by Google for us.");
        }
        Notification notification =
                notifications
                        .read(body)
                        .orElseThrow(() ->
                                ErrorCode.MALFORMED_REQUEST.because(
                                        "This is no notification about this app."));
        intake.keep(
                new StoreNotice(
                        Source.GOOGLE,
                        notification.id(),
                        notification.type(),
                        notification.purchaseToken(),
                        body,
                        notification.purchaseToken() == null
                                ? "nothing is done about this type"
                                : null));
        return ResponseEntity.ok().build();
    }
}
