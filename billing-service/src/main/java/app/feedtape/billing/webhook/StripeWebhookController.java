package app.feedtape.billing.webhook;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.stripe.StripeMode;
import app.feedtape.billing.stripe.StripeNotification;
import app.feedtape.billing.stripe.StripeSignature;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.servlet.PublicEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
@PublicEndpoint
class StripeWebhookController {

    private static final Logger LOG = LoggerFactory.getLogger(StripeWebhookController.class);
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final StripeSignature signature;
    private final StripeMode mode;
    private final WebhookIntake intake;
    private final MeterRegistry metrics;

    StripeWebhookController(
            StripeSignature signature,
            StripeMode mode,
            WebhookIntake intake,
            MeterRegistry metrics) {
        this.signature = signature;
        this.mode = mode;
        this.intake = intake;
        this.metrics = metrics;
    }

    /**
     * Takes an event: 200 once it is stored, whatever becomes of it. 400 for a signature that is
     * not right or a body that is no event, 413 above 256 KiB. No token; the signature is the
     * proof.
     */
    @PostMapping("/webhooks/stripe")
    ResponseEntity<Void> take(
            @RequestHeader(name = "Stripe-Signature", required = false) @Nullable String header,
            HttpServletRequest request)
            throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAXIMUM_BYTES + 1);
        if (body.length > MAXIMUM_BYTES) {
            throw ErrorCode.PAYLOAD_TOO_LARGE.because("An event has at most 256 KiB.");
        }
        if (!signature.isRight(header, body)) {
            throw ErrorCode.MALFORMED_REQUEST.because("The signature is not right.");
        }
        StripeNotification event =
                StripeNotification.read(body)
                        .orElseThrow(
                                () -> ErrorCode.MALFORMED_REQUEST.because("This is no event."));
        intake.keep(
                new StoreNotice(
                        Source.STRIPE,
                        event.id(),
                        event.type(),
                        event.target(),
                        event.customer(),
                        body,
                        ignoredBecause(event)));
        return ResponseEntity.ok().build();
    }

    private @Nullable String ignoredBecause(StripeNotification event) {
        if (mode.isForeign(event)) {
            metrics.counter("feedtape.webhooks.foreign").increment();
            LOG.error("Event {} is of the other mode: livemode {}", event.id(), event.live());
            return "livemode " + event.live() + " has come to the wrong installation";
        }
        return event.target() == null ? "nothing is done about this type" : null;
    }
}
