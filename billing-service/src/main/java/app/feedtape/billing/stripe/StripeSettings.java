package app.feedtape.billing.stripe;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Stripe is reached and known.
 *
 * @param apiKey secret or restricted key; says by its prefix whether it is live
 * @param webhookSecret the endpoint's secret; two with a comma between while it is rotated
 */
@ConfigurationProperties("feedtape.stripe")
record StripeSettings(
        @DefaultValue("") String apiKey,
        @DefaultValue("https://api.stripe.com") URI apiBase,
        @DefaultValue("") String webhookSecret) {

    StripeSettings {
        if (apiKey.isBlank() || webhookSecret.isBlank()) {
            throw new IllegalStateException(
                    "STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET must be set.");
        }
    }

    boolean isLive() {
        return apiKey.startsWith("sk_live_") || apiKey.startsWith("rk_live_");
    }

    List<String> webhookSecrets() {
        return Arrays.stream(webhookSecret.split(","))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return "StripeSettings[" + apiBase + "]";
    }
}
