package app.feedtape.billing.stripe;

import com.stripe.StripeClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long Stripe is waited for: at most three tries of 2.4 s each. */
@Configuration(proxyBeanMethods = false)
class StripeConnection {

    private static final int CONNECT_MILLIS = 1_000;
    private static final int READ_MILLIS = 2_400;
    private static final int RETRIES = 2;

    @Bean
    StripeClient stripeClient(StripeSettings settings) {
        return StripeClient.builder()
                .setApiKey(settings.apiKey())
                .setApiBase(settings.apiBase().toString())
                .setConnectTimeout(CONNECT_MILLIS)
                .setReadTimeout(READ_MILLIS)
                .setMaxNetworkRetries(RETRIES)
                .build();
    }
}
