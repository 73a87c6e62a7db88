package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.SubscriptionListParams;
import com.stripe.param.checkout.SessionCreateParams;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A world with a receiver of its webhooks, driven by the same library, unchanged, that billing
 * uses.
 */
abstract class StripeShop {

    static final String SECRET = "whsec_test";

    @TempDir Path data;

    final WebhookReceiver receiver = new WebhookReceiver();
    TestWorld world;
    StripeClient stripe;

    @BeforeEach
    void start() {
        world =
                new TestWorld(
                        data,
                        Map.of(
                                "STRIPE_API_KEY",
                                "sk_test_key",
                                "STRIPE_WEBHOOK_SECRET",
                                SECRET,
                                "STRIPE_WEBHOOK_URL",
                                receiver.address()));
        stripe = client("sk_test_key");
    }

    StripeClient client(String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(world.world.url() + "/stripe")
                .build();
    }

    @AfterEach
    void stop() {
        world.close();
        receiver.close();
    }

    void cause(String type, String subscription) {
        HttpResponse<String> answer =
                world.postJson(
                        "/stripe/_events",
                        "{\"type\": \"%s\", \"subscription\": \"%s\"}"
                                .formatted(type, subscription));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    Customer customer(String email) {
        try {
            return stripe.v1()
                    .customers()
                    .create(
                            CustomerCreateParams.builder()
                                    .setEmail(email)
                                    .putMetadata("payer_id", "payer-1")
                                    .build());
        } catch (StripeException refused) {
            throw new IllegalStateException(refused);
        }
    }

    Subscription subscribed(String price) throws StripeException {
        Session session = checkout(customer("subscriber@example.com"), price);
        pay(session, "paid");
        return subscription(stripe.v1().checkout().sessions().retrieve(session.getId()));
    }

    Subscription subscription(Session session) throws StripeException {
        return stripe.v1().subscriptions().retrieve(session.getSubscription());
    }

    List<Subscription> subscriptions(Customer customer) throws StripeException {
        return stripe.v1()
                .subscriptions()
                .list(SubscriptionListParams.builder().setCustomer(customer.getId()).build())
                .getData();
    }

    HttpResponse<String> pay(Session session, String outcome) {
        return world.postForm(URI.create(session.getUrl()), Map.of("outcome", outcome));
    }

    Session checkout(Customer customer, String price) throws StripeException {
        return stripe.v1().checkout().sessions().create(session(customer.getId(), price).build());
    }

    static SessionCreateParams.Builder session(String customer, String price) {
        return SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                .setCustomer(customer)
                .setClientReferenceId("payer-1")
                .setSuccessUrl("http://localhost:8080/done?session_id={CHECKOUT_SESSION_ID}")
                .setCancelUrl("http://localhost:8080/plans")
                .addLineItem(
                        SessionCreateParams.LineItem.builder()
                                .setPrice(price)
                                .setQuantity(1L)
                                .build())
                .putMetadata("payer_id", "payer-1")
                .setSubscriptionData(
                        SessionCreateParams.SubscriptionData.builder()
                                .putMetadata("payer_id", "payer-1")
                                .build());
    }
}
