package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** faults.md, section B, on the way in. */
class WebhookTest extends BillingTest {

    private static final String SECRET = StripeWorld.WEBHOOK_SECRET;

    /** B1, B2, B3. */
    @Test
    void whatIsNotSignedRightIs400AndLeavesNoRow() {
        String id = eventId();
        byte[] body = event(id, "customer.subscription.updated", "sub_1", false);
        long now = now();
        String right = sign(SECRET, now, body);
        List<String> wrong =
                List.of(
                        "",
                        "t=" + now,
                        "t=" + now + ",v0=" + right,
                        "t=" + now + ",v1=" + sign("whsec_other", now, body),
                        "t="
                                + now
                                + ",v1="
                                + sign(SECRET, now, "{}".getBytes(StandardCharsets.UTF_8)),
                        "v1=" + right,
                        "t=NaN,v1=" + right,
                        "t=-5,v1=" + right,
                        "t=99999999999999999999,v1=" + right,
                        "t=" + (now - 302) + ",v1=" + sign(SECRET, now - 302, body),
                        "t=" + (now + 600) + ",v1=" + sign(SECRET, now + 600, body),
                        "t=" + now + ",v1=" + right + ",x=" + "a".repeat(5000));
        wrong.forEach(
                header -> assertThat(api.webhook(body, header).status()).as(header).isEqualTo(400));
        assertThat(api.webhook(body, null).status()).isEqualTo(400);
        byte[] changed = body.clone();
        changed[body.length - 2] ^= 1;
        assertThat(api.webhook(changed, "t=" + now + ",v1=" + right).status()).isEqualTo(400);
        assertThat(rows(id)).isZero();
    }

    /** B4. */
    @Test
    void anyRightSignatureOfAnyOfOurSecretsIsEnough() {
        String id = eventId();
        byte[] body = event(id, "foo.bar", "x", false);
        long now = now();
        String header =
                "t=%d,v1=%s,v1=%s"
                        .formatted(now, "0".repeat(64), sign("whsec_the_former_one", now, body));
        assertThat(api.webhook(body, header).status()).isEqualTo(200);
        assertThat(state(id)).isEqualTo("ignored");
    }

    /** B8, B10. */
    @Test
    void typesOfNoUseAndEventsOfTheOtherModeAreKeptAndIgnored() {
        String unused = eventId();
        assertThat(post(event(unused, "payment_method.attached", "pm_1", false)).status())
                .isEqualTo(200);
        String live = eventId();
        assertThat(post(event(live, "customer.subscription.updated", "sub_9", true)).status())
                .isEqualTo(200);
        assertThat(state(unused)).isEqualTo("ignored");
        assertThat(state(live)).isEqualTo("ignored");
    }

    /** B11. */
    @Test
    void whatCannotBeAppliedIsParkedWithItsReason() {
        String id = eventId();
        assertThat(
                        post(event(id, "customer.subscription.updated", "sub_nobody_knows", false))
                                .status())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(state(id)).isEqualTo("parked"));
        assertThat(
                        jdbc.sql("select reason from webhook_delivery where event_id = ?")
                                .param(id)
                                .query(String.class)
                                .single())
                .contains("sub_nobody_knows");
    }

    /** B16. */
    @Test
    void whatIsNoEventIsRefusedHoweverWellItIsSigned() {
        assertThat(post("{ not json".getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(400);
        assertThat(post("[]".getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(400);
        assertThat(
                        post(("[".repeat(10_000) + "]".repeat(10_000))
                                        .getBytes(StandardCharsets.UTF_8))
                                .status())
                .isEqualTo(400);
        assertThat(post(new byte[400_000]).status()).isEqualTo(413);
        assertThat(api.send("PUT", "/webhooks/stripe").status()).isEqualTo(405);
        assertThat(api.get("/webhooks/stripe").status()).isEqualTo(405);
    }

    /** The same event a hundred times is one row; its body is kept byte for byte. */
    @Test
    void anEventIsKeptOnceAndVerbatim() {
        String id = eventId();
        byte[] body = event(id, "some.type", "x", false);
        for (int n = 0; n < 100; n++) {
            assertThat(post(body).status()).isEqualTo(200);
        }
        assertThat(rows(id)).isEqualTo(1);
        assertThat(
                        jdbc.sql("select body from webhook_delivery where event_id = ?")
                                .param(id)
                                .query(byte[].class)
                                .single())
                .isEqualTo(body);
    }

    private BillingApi.Answer post(byte[] body) {
        long now = now();
        return api.webhook(body, "t=" + now + ",v1=" + sign(SECRET, now, body));
    }

    private long rows(String eventId) {
        return jdbc.sql("select count(*) from webhook_delivery where event_id = ?")
                .param(eventId)
                .query(Long.class)
                .single();
    }

    private String state(String eventId) {
        return jdbc.sql("select state from webhook_delivery where event_id = ?")
                .param(eventId)
                .query(String.class)
                .single();
    }

    private static String eventId() {
        return "evt_" + UUID.randomUUID();
    }

    private static long now() {
        return Clock.systemUTC().instant().getEpochSecond();
    }

    private static byte[] event(String id, String type, String object, boolean live) {
        return "{\"id\":\"%s\",\"type\":\"%s\",\"livemode\":%s,\"api_version\":\"2020-08-27\",\"data\":{\"object\":{\"id\":\"%s\"}}}"
                .formatted(id, type, live, object)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String sign(String secret, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
