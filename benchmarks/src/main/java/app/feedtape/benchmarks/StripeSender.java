package app.feedtape.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and sends events as Stripe does. */
final class StripeSender {

    /** Stripe sends from about a dozen. */
    private static final int ADDRESSES = 12;

    private final KeptConnections gateway;
    private final String secret;
    private final Clock clock;
    private final AtomicInteger sent = new AtomicInteger();

    StripeSender(KeptConnections gateway, String secret, Clock clock) {
        this.gateway = gateway;
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
        return gateway.send(
                """
                POST /webhooks/stripe HTTP/1.1\r
                Host: localhost\r
                X-Forwarded-For: 10.9.%d.%d\r
                Content-Type: application/json\r
                Stripe-Signature: t=%d,v1=%s\r
                Content-Length: %d\r
                \r
                %s\
                """
                        .formatted(
                                sent.incrementAndGet() % 200,
                                sent.get() / 200 % 200,
                                now,
                                signature(now + "." + body),
                                body.length(),
                                body));
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
