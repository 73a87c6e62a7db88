package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.stripe.exception.AuthenticationException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.EventListParams;
import com.stripe.param.checkout.SessionCreateParams;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class StripeCheckoutTest extends StripeShop {

    @Test
    void aCheckoutThatIsPaidBecomesAnActiveSubscriptionAndSignedEvents() throws Exception {
        Customer customer = customer("payer@example.com");
        Session session = checkout(customer, "price_pro_monthly");
        assertThat(session.getStatus()).isEqualTo("open");
        assertThat(session.getUrl()).startsWith(world.world.url() + "/stripe/pay/cs_test_");

        HttpResponse<String> paid = pay(session, "paid");

        assertThat(paid.statusCode()).isEqualTo(303);
        assertThat(paid.headers().firstValue("Location"))
                .contains("http://localhost:8080/done?session_id=" + session.getId());
        Session complete = stripe.v1().checkout().sessions().retrieve(session.getId());
        assertThat(complete.getStatus()).isEqualTo("complete");
        assertThat(complete.getPaymentStatus()).isEqualTo("paid");
        assertThat(complete.getClientReferenceId()).isEqualTo("payer-1");
        Subscription subscription = subscription(complete);
        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(subscription.getMetadata()).containsEntry("payer_id", "payer-1");
        assertThat(subscription.getCustomer()).isEqualTo(customer.getId());
        SubscriptionItem item = subscription.getItems().getData().getFirst();
        assertThat(item.getPrice().getUnitAmount()).isEqualTo(1_999);
        assertThat(item.getCurrentPeriodEnd())
                .isEqualTo(
                        Instant.ofEpochSecond(item.getCurrentPeriodStart())
                                .atZone(ZoneOffset.UTC)
                                .plusMonths(1)
                                .toEpochSecond());
        await().untilAsserted(() ->
                assertThat(receiver.types())
                        .contains(
                                "customer.created",
                                "customer.subscription.created",
                                "invoice.paid",
                                "checkout.session.completed"));
        assertEveryDeliveryIsWhatTheLibraryAccepts();
    }

    private void assertEveryDeliveryIsWhatTheLibraryAccepts() throws StripeException {
        for (WebhookReceiver.Delivery delivery : receiver.taken) {
            Event event = Webhook.constructEvent(delivery.body(), delivery.signature(), SECRET);
            assertThat(event.getApiVersion()).isEqualTo("2026-07-29.dahlia");
            assertThat(event.getDataObjectDeserializer().getObject()).isPresent();
            assertThat(stripe.v1().events().retrieve(event.getId()).getType())
                    .isEqualTo(event.getType());
        }
    }

    @Test
    void payingTwiceMakesOneSubscription() throws Exception {
        Customer customer = customer("twice@example.com");
        Session session = checkout(customer, "price_pro_monthly");

        pay(session, "paid");
        assertThat(pay(session, "paid").statusCode()).isEqualTo(303);

        assertThat(subscriptions(customer)).hasSize(1);
    }

    @Test
    void aDeclinedCardLeavesTheCheckoutOpenAndABankMayAskBack() throws Exception {
        Customer customer = customer("declined@example.com");
        Session session = checkout(customer, "price_pro_monthly");

        assertThat(pay(session, "declined").statusCode()).isEqualTo(402);
        assertThat(pay(session, "action_required").statusCode()).isEqualTo(200);
        assertThat(subscriptions(customer)).isEmpty();

        assertThat(pay(session, "paid").statusCode()).isEqualTo(303);
        assertThat(subscriptions(customer)).hasSize(1);
    }

    @Test
    void theSameIdempotencyKeyGivesTheSameAnswerAndOtherParametersAreRefused() throws Exception {
        RequestOptions once = RequestOptions.builder().setIdempotencyKey("key-1").build();
        CustomerCreateParams ada =
                CustomerCreateParams.builder().setEmail("ada@example.com").build();
        CustomerCreateParams bob =
                CustomerCreateParams.builder().setEmail("bob@example.com").build();

        String first = stripe.v1().customers().create(ada, once).getId();

        assertThat(stripe.v1().customers().create(ada, once).getId()).isEqualTo(first);
        assertThatThrownBy(() -> stripe.v1().customers().create(bob, once))
                .isInstanceOf(IdempotencyException.class);
        assertThat(stripe.v1().customers().list().getData()).hasSize(1);
    }

    @Test
    void aWrongKeyAMissingObjectAndAnUnknownPriceAreRefusedAsStripeDoes() {
        assertThatThrownBy(() -> client("sk_test_other").v1().customers().list())
                .isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() -> stripe.v1().customers().retrieve("cus_nobody"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> {
                            assertThat(refused.getStatusCode()).isEqualTo(404);
                            assertThat(refused.getCode()).isEqualTo("resource_missing");
                        });
        assertThatThrownBy(() -> checkout(customer("p@example.com"), "price_nothing"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> {
                            assertThat(refused.getStatusCode()).isEqualTo(400);
                            assertThat(refused.getParam()).isEqualTo("line_items[0][price]");
                        });
    }

    @Test
    void aParameterWithoutAnEffectHereIsRefusedRatherThanIgnored() {
        SessionCreateParams described =
                session(customer("t@example.com").getId(), "price_pro_monthly")
                        .setSubscriptionData(
                                SessionCreateParams.SubscriptionData.builder()
                                        .setDescription("a description")
                                        .build())
                        .build();

        assertThatThrownBy(() -> stripe.v1().checkout().sessions().create(described))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo("parameter_unknown"));
    }

    @Test
    void whatIsNotAnsweredWith2xxIsSentAgainUntilItIs() {
        receiver.refusals.set(2);

        customer("again@example.com");

        await().untilAsserted(
                        () -> assertThat(receiver.types()).containsExactly("customer.created"));
        await().untilAsserted(() ->
                assertThat(
                                TestWorld.json(world.get("/stripe/_events"))
                                        .path(0)
                                        .path("attempts")
                                        .asInt())
                        .isEqualTo(3));
    }

    @Test
    void anEventCanBeSentAgainUnderItsOwnId() {
        customer("repeat@example.com");
        await().untilAsserted(() -> assertThat(receiver.taken).hasSize(1));

        world.postJson("/stripe/_repeat", "{\"times\": 3}");

        await().untilAsserted(() -> assertThat(receiver.taken).hasSize(4));
        assertThat(
                        receiver.taken.stream()
                                .map(WebhookReceiver.Delivery::body)
                                .map(body -> TestWorld.JSON.readTree(body).path("id"))
                                .distinct())
                .hasSize(1);
    }

    @Test
    void eventsAreListedByTypeAndPage() throws Exception {
        for (int i = 0; i < 3; i++) {
            customer("list" + i + "@example.com");
        }
        EventListParams two =
                EventListParams.builder().setType("customer.created").setLimit(2L).build();

        var page = stripe.v1().events().list(two);

        assertThat(page.getData()).hasSize(2);
        assertThat(page.getHasMore()).isTrue();
        var rest =
                stripe.v1()
                        .events()
                        .list(
                                EventListParams.builder()
                                        .setType("customer.created")
                                        .setStartingAfter(page.getData().getLast().getId())
                                        .build());
        assertThat(rest.getData()).hasSize(1);
        assertThat(rest.getHasMore()).isFalse();
    }

    @Test
    void pagesEscapeWhatCustomersAreCalled() throws Exception {
        Customer customer = customer("\"<img src=x onerror=alert(1)>\"@example.com");
        Session session = checkout(customer, "price_pro_monthly");

        assertThat(world.get(URI.create(session.getUrl()).getPath()).body()).doesNotContain("<img");
        pay(session, "paid");
        assertThat(world.get("/stripe").body()).doesNotContain("<img").contains("&lt;img");
    }
}
