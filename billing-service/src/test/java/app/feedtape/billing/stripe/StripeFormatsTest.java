package app.feedtape.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.net.Webhook;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeFormatsTest {

    private static final URI BASE = URI.create("https://api.stripe.com");

    /** faults.md X10. */
    @Test
    void withoutKeyOrSecretTheServiceDoesNotStart() {
        assertThatThrownBy(() -> new StripeSettings("", BASE, "whsec_1"))
                .hasMessageContaining("STRIPE_API_KEY");
        assertThatThrownBy(() -> new StripeSettings("sk_test_1", BASE, " "))
                .hasMessageContaining("STRIPE_WEBHOOK_SECRET");
    }

    @Test
    void settingsNeverShowTheirSecrets() {
        assertThat(new StripeSettings("sk_live_1", BASE, "whsec_1").toString())
                .doesNotContain("sk_live", "whsec");
    }

    /** faults.md B9: where the subscription's id stands differs from release to release. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "customer.subscription.updated | {\"id\":\"sub_1\",\"current_period_end\":1} | sub_1",
                "invoice.paid | {\"id\":\"in_1\",\"subscription\":\"sub_1\"} | sub_1",
                "invoice.paid | {\"id\":\"in_1\",\"subscription\":{\"id\":\"sub_1\"}} | sub_1",
                "invoice.paid | {\"id\":\"in_1\",\"parent\":{\"subscription_details\":{\"subscription\":\"sub_1\"}}} | sub_1",
                "invoice.paid | {\"id\":\"in_1\",\"parent\":null} |",
                "checkout.session.completed | {\"id\":\"cs_1\",\"subscription\":\"sub_1\"} | sub_1",
                "checkout.session.completed | {\"id\":\"cs_1\",\"subscription\":null} |",
                "charge.refunded | {\"id\":\"ch_1\"} | ch_1",
                "charge.refunded | {\"id\":\"ch_1\",\"payment_intent\":\"pi_1\"} | pi_1",
                "refund.created | {\"id\":\"re_1\",\"charge\":\"ch_1\",\"payment_intent\":\"pi_1\"} | pi_1",
                "charge.dispute.closed | {\"id\":\"du_1\",\"charge\":\"ch_1\",\"payment_intent\":null} | ch_1",
                "charge.refund.updated | {\"id\":\"re_1\",\"charge\":{\"id\":\"ch_1\"}} | ch_1",
                "charge.succeeded | {\"id\":\"ch_1\"} |"
            })
    void whatAnEventHintsAtIsFoundInEveryRelease(String type, String object, String target) {
        String event =
                "{\"id\":\"evt_1\",\"type\":\"%s\",\"livemode\":false,\"data\":{\"object\":%s}}"
                        .formatted(type, object);
        assertThat(StripeNotification.read(event.getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(read -> assertThat(read.target()).isEqualTo(target));
    }

    /** What the official library signs is right here, with either secret while one is rotated. */
    @Test
    void aSignatureOfStripesOwnLibraryIsRight() throws Exception {
        Clock clock = Clock.systemUTC();
        StripeSignature ours =
                new StripeSignature(
                        new StripeSettings("sk_test_1", BASE, "whsec_new,whsec_old"), clock);
        String body = "{\"id\":\"evt_1\",\"text\":\"Zażółć 🎧\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        long now = clock.instant().getEpochSecond();
        for (String secret : List.of("whsec_new", "whsec_old")) {
            String header = Webhook.Signature.generateSignatureHeader(body, secret, now);
            assertThat(ours.isRight(header, bytes)).isTrue();
            assertThat(ours.isRight(header, (body + " ").getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
        }
        assertThat(
                        ours.isRight(
                                Webhook.Signature.generateSignatureHeader(body, "whsec_x", now),
                                bytes))
                .isFalse();
        assertThat(
                        ours.isRight(
                                Webhook.Signature.generateSignatureHeader(
                                        body, "whsec_new", now - 302),
                                bytes))
                .isFalse();
    }

    /** faults.md B10, both ways. */
    @ParameterizedTest
    @CsvSource({"sk_test_1, true", "rk_test_1, true", "sk_live_1, false", "rk_live_1, false"})
    void anEventOfTheOtherModeIsForeign(String key, boolean liveIsForeign) {
        StripeMode mode = new StripeMode(new StripeSettings(key, BASE, "whsec_1"));
        for (boolean live : new boolean[] {true, false}) {
            assertThat(mode.isForeign(new StripeNotification("evt_1", "t", live, null, null)))
                    .isEqualTo(live == liveIsForeign);
        }
    }
}
