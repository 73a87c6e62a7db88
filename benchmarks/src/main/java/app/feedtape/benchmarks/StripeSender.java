package app.feedtape.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and sends events as Stripe does. */
final class StripeSender {

    private final Client client;
    private final String secret;
    private final Clock clock;

    StripeSender(Client client, String secret, Clock clock) {
        this.client = client;
        this.secret = secret;
        this.clock = clock;
    }

    /** Says that a subscription has changed; gives the status of the answer. */
    int send(String event, String subscription) {
        long now = clock.instant().getEpochSecond();
        String body =
                """
                {"id": "%s", "object": "event", "api_version": "2026-07-29.dahlia", "created": %d, "livemode": false, \
                "type": "customer.subscription.updated", "data": {"object": {"id": "%s", "object": "subscription"}}}\
                """
                        .formatted(event, now, subscription);
        return client.post(
                        "/webhooks/stripe",
                        body,
                        "Stripe-Signature",
                        "t=%d,v1=%s".formatted(now, signature(now + "." + body)))
                .statusCode();
    }

    private String signature(String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
