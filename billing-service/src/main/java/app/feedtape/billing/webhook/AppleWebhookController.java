package app.feedtape.billing.webhook;

import app.feedtape.billing.appstore.AppStoreNotifications;
import app.feedtape.billing.appstore.AppStoreNotifications.Notification;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreCalls;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.servlet.PublicEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@PublicEndpoint
class AppleWebhookController {

    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final AppStoreNotifications notifications;
    private final WebhookIntake intake;

    AppleWebhookController(AppStoreNotifications notifications, WebhookIntake intake) {
        this.notifications = notifications;
        this.intake = intake;
    }

    /**
     * Takes a notification of the App Store (version 2): 200 once it is stored, whatever becomes of
     * it. 400 when Apple has not signed it for this app and environment, 413 above 256 KiB; 503
     * while the database is away or no App Store is configured, because Apple comes back after that
     * and not after 400. No token; the signature is the proof.
     */
    @PostMapping("/webhooks/apple")
    ResponseEntity<Void> take(HttpServletRequest request) throws IOException {
        if (!notifications.areExpected()) {
            throw StoreCalls.unavailable();
        }
        byte[] body = request.getInputStream().readNBytes(MAXIMUM_BYTES + 1);
        if (body.length > MAXIMUM_BYTES) {
            throw ErrorCode.PAYLOAD_TOO_LARGE.because("A notification has at most 256 KiB.");
        }
        Notification notification =
                notifications
                        .read(body)
                        .orElseThrow(() ->
                                ErrorCode.MALFORMED_REQUEST.because(
                                        "This is no notification that Apple has signed for this app."));
        intake.keep(
                new StoreNotice(
                        Source.APPLE,
                        notification.id(),
                        notification.type(),
                        notification.originalId(),
                        body,
                        notification.originalId() == null
                                ? "nothing is done about this type"
                                : null));
        return ResponseEntity.ok().build();
    }
}
