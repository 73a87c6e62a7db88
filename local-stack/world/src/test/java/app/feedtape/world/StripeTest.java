package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.EventListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.SubscriptionListParams;
import com.stripe.param.SubscriptionRetrieveParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.checkout.SessionCreateParams;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Driven by the same library, unchanged, that billing uses. */
class StripeTest {

    private static final String SECRET = "whsec_test";

    @TempDir Path data;

    private final WebhookReceiver receiver = new WebhookReceiver();
    private TestWorld world;
    private StripeClient stripe;

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

    private StripeClient client(String key) {
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
    void anInvoiceNamesItsSubscriptionUnderItsParent() throws Exception {
        Subscription subscription = subscribed("price_enterprise_monthly");

        List<Invoice> invoices =
                stripe.v1()
                        .invoices()
                        .list(
                                InvoiceListParams.builder()
                                        .setSubscription(subscription.getId())
                                        .build())
                        .getData();

        assertThat(invoices).hasSize(1);
        Invoice invoice = invoices.getFirst();
        assertThat(invoice.getParent().getSubscriptionDetails().getSubscription())
                .isEqualTo(subscription.getId());
        assertThat(invoice.getAmountPaid()).isEqualTo(9_999);
        assertThat(invoice.getStatus()).isEqualTo("paid");
        assertThat(
                        invoice.getLines()
                                .getData()
                                .getFirst()
                                .getPricing()
                                .getPriceDetails()
                                .getPrice())
                .isEqualTo("price_enterprise_monthly");
        assertThat(world.get(URI.create(invoice.getHostedInvoiceUrl()).getPath()).body())
                .contains("99.99 USD");
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
        SessionCreateParams trial =
                session(customer("t@example.com").getId(), "price_pro_monthly")
                        .setSubscriptionData(
                                SessionCreateParams.SubscriptionData.builder()
                                        .setTrialPeriodDays(7L)
                                        .build())
                        .build();

        assertThatThrownBy(() -> stripe.v1().checkout().sessions().create(trial))
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
    void theSubscriptionRenewsWhenTheClockPassesThePeriod() throws Exception {
        Subscription subscription = subscribed("price_pro_monthly");
        long firstEnd = subscription.getItems().getData().getFirst().getCurrentPeriodEnd();

        world.postJson("/clock", "{\"advance\": \"P62D\"}");

        Subscription renewed = stripe.v1().subscriptions().retrieve(subscription.getId());
        assertThat(renewed.getStatus()).isEqualTo("active");
        assertThat(renewed.getItems().getData().getFirst().getCurrentPeriodStart())
                .isGreaterThan(firstEnd);
        List<Invoice> invoices =
                stripe.v1()
                        .invoices()
                        .list(
                                InvoiceListParams.builder()
                                        .setSubscription(subscription.getId())
                                        .build())
                        .getData();
        assertThat(invoices).hasSize(3).allMatch(invoice -> invoice.getStatus().equals("paid"));
        await().untilAsserted(() -> {
            assertThat(Collections.frequency(receiver.types(), "invoice.paid")).isEqualTo(3);
            assertThat(receiver.types()).contains("customer.subscription.updated");
        });
    }

    @Test
    void aCancellationKeepsThePaidPeriodAndEndsWithIt() throws Exception {
        Subscription subscription = subscribed("price_pro_monthly");
        SubscriptionUpdateParams cancel =
                SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(true).build();

        Subscription ending = stripe.v1().subscriptions().update(subscription.getId(), cancel);

        assertThat(ending.getStatus()).isEqualTo("active");
        assertThat(ending.getCancelAt())
                .isEqualTo(ending.getItems().getData().getFirst().getCurrentPeriodEnd());
        world.postJson("/clock", "{\"advance\": \"P32D\"}");
        assertThat(stripe.v1().subscriptions().retrieve(subscription.getId()).getStatus())
                .isEqualTo("canceled");
        await().untilAsserted(() ->
                assertThat(receiver.types()).contains("customer.subscription.deleted"));
    }

    @Test
    void aFailedPaymentIsPastDueUntilItIsPaid() throws Exception {
        String id = subscribed("price_pro_monthly").getId();

        cause("invoice.payment_failed", id);
        cause("invoice.payment_failed", id);

        Subscription late =
                stripe.v1()
                        .subscriptions()
                        .retrieve(
                                id,
                                SubscriptionRetrieveParams.builder()
                                        .addExpand("latest_invoice")
                                        .build());
        assertThat(late.getStatus()).isEqualTo("past_due");
        assertThat(late.getLatestInvoiceObject().getStatus()).isEqualTo("open");
        assertThat(late.getLatestInvoiceObject().getAttemptCount()).isEqualTo(2);
        cause("invoice.paid", id);
        assertThat(stripe.v1().subscriptions().retrieve(id).getStatus()).isEqualTo("active");
    }

    @Test
    void anotherPlanIsProratedOnTheNextInvoice() throws Exception {
        Subscription subscription = subscribed("price_pro_monthly");
        SubscriptionUpdateParams upgrade =
                SubscriptionUpdateParams.builder()
                        .addItem(
                                SubscriptionUpdateParams.Item.builder()
                                        .setId(subscription.getItems().getData().getFirst().getId())
                                        .setPrice("price_enterprise_monthly")
                                        .build())
                        .setProrationBehavior(
                                SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE)
                        .build();

        Subscription upgraded = stripe.v1().subscriptions().update(subscription.getId(), upgrade);

        assertThat(upgraded.getItems().getData().getFirst().getPrice().getId())
                .isEqualTo("price_enterprise_monthly");
        Invoice invoice = stripe.v1().invoices().retrieve(upgraded.getLatestInvoice());
        assertThat(invoice.getBillingReason()).isEqualTo("subscription_update");
        assertThat(invoice.getAmountPaid()).isBetween(7_990L, 8_000L);
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
    void thePortalCancelsAndResumes() throws Exception {
        Subscription subscription = subscribed("price_pro_monthly");
        URI portal =
                URI.create(
                        stripe.v1()
                                .billingPortal()
                                .sessions()
                                .create(
                                        com.stripe.param.billingportal.SessionCreateParams.builder()
                                                .setCustomer(subscription.getCustomer())
                                                .setReturnUrl("http://localhost:8080/account")
                                                .build())
                                .getUrl());
        assertThat(world.get(portal.getPath()).body()).contains("Cancel at the end of the period");

        world.postForm(portal, Map.of("subscription", subscription.getId(), "action", "cancel"));
        assertThat(
                        stripe.v1()
                                .subscriptions()
                                .retrieve(subscription.getId())
                                .getCancelAtPeriodEnd())
                .isTrue();
        world.postForm(portal, Map.of("subscription", subscription.getId(), "action", "resume"));
        assertThat(
                        stripe.v1()
                                .subscriptions()
                                .retrieve(subscription.getId())
                                .getCancelAtPeriodEnd())
                .isFalse();
    }

    @Test
    void everythingIsStillThereAfterARestartAndWhatWasNotDeliveredIsDeliveredThen()
            throws Exception {
        receiver.refusals.set(Integer.MAX_VALUE);
        Subscription subscription = subscribed("price_pro_monthly");
        world.close();
        receiver.refusals.set(0);

        start();

        assertThat(stripe.v1().subscriptions().retrieve(subscription.getId()).getStatus())
                .isEqualTo("active");
        await().untilAsserted(() ->
                assertThat(receiver.types())
                        .contains(
                                "customer.created",
                                "customer.subscription.created",
                                "checkout.session.completed"));
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

    private void cause(String type, String subscription) {
        HttpResponse<String> answer =
                world.postJson(
                        "/stripe/_events",
                        "{\"type\": \"%s\", \"subscription\": \"%s\"}"
                                .formatted(type, subscription));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private Customer customer(String email) {
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

    private Subscription subscribed(String price) throws StripeException {
        Session session = checkout(customer("subscriber@example.com"), price);
        pay(session, "paid");
        return subscription(stripe.v1().checkout().sessions().retrieve(session.getId()));
    }

    private Subscription subscription(Session session) throws StripeException {
        return stripe.v1().subscriptions().retrieve(session.getSubscription());
    }

    private List<Subscription> subscriptions(Customer customer) throws StripeException {
        return stripe.v1()
                .subscriptions()
                .list(SubscriptionListParams.builder().setCustomer(customer.getId()).build())
                .getData();
    }

    private HttpResponse<String> pay(Session session, String outcome) {
        return world.postForm(URI.create(session.getUrl()), Map.of("outcome", outcome));
    }

    private Session checkout(Customer customer, String price) throws StripeException {
        return stripe.v1().checkout().sessions().create(session(customer.getId(), price).build());
    }

    private static SessionCreateParams.Builder session(String customer, String price) {
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
