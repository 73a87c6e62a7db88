package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.stripe.exception.ApiException;
import com.stripe.exception.CardException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Invoice;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.InvoicePayment;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.model.checkout.Session;
import com.stripe.param.DisputeListParams;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.InvoicePaymentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.SubscriptionUpdateParams.PaymentBehavior;
import com.stripe.param.SubscriptionUpdateParams.ProrationBehavior;
import com.stripe.param.checkout.SessionCreateParams;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payments, what is given back of them, and what another plan costs. */
class StripeMoneyTest extends StripeShop {

    private Invoice preview(Subscription subscription, String price, String behaviour, long at)
            throws StripeException {
        return stripe.v1()
                .invoices()
                .createPreview(
                        InvoiceCreatePreviewParams.builder()
                                .setSubscription(subscription.getId())
                                .setSubscriptionDetails(
                                        InvoiceCreatePreviewParams.SubscriptionDetails.builder()
                                                .addItem(
                                                        InvoiceCreatePreviewParams
                                                                .SubscriptionDetails.Item.builder()
                                                                .setId(item(subscription).getId())
                                                                .setPrice(price)
                                                                .build())
                                                .setProrationBehavior(
                                                        InvoiceCreatePreviewParams
                                                                .SubscriptionDetails
                                                                .ProrationBehavior.valueOf(
                                                                behaviour))
                                                .setProrationDate(at)
                                                .build())
                                .build());
    }

    private static SubscriptionItem item(Subscription subscription) {
        return subscription.getItems().getData().getFirst();
    }

    private Subscription change(Subscription subscription, String price, long at)
            throws StripeException {
        return stripe.v1()
                .subscriptions()
                .update(
                        subscription.getId(),
                        SubscriptionUpdateParams.builder()
                                .addItem(
                                        SubscriptionUpdateParams.Item.builder()
                                                .setId(item(subscription).getId())
                                                .setPrice(price)
                                                .build())
                                .setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE)
                                .setPaymentBehavior(PaymentBehavior.ERROR_IF_INCOMPLETE)
                                .setProrationDate(at)
                                .build());
    }

    private Charge charge(Subscription subscription) throws StripeException {
        List<InvoicePayment> payments =
                stripe.v1()
                        .invoicePayments()
                        .list(
                                InvoicePaymentListParams.builder()
                                        .setInvoice(subscription.getLatestInvoice())
                                        .build())
                        .getData();
        assertThat(payments).hasSize(1);
        PaymentIntent intent =
                stripe.v1()
                        .paymentIntents()
                        .retrieve(
                                payments.getFirst().getPayment().getPaymentIntent(),
                                PaymentIntentRetrieveParams.builder()
                                        .addExpand("latest_charge")
                                        .build());
        return intent.getLatestChargeObject();
    }

    private Subscription again(Subscription subscription) throws StripeException {
        return stripe.v1().subscriptions().retrieve(subscription.getId());
    }

    private Subscription subscribedWith(String card) throws StripeException {
        Session session = checkout(customer("card@example.com"), "price_pro_monthly");
        world.postForm(URI.create(session.getUrl()), Map.of("outcome", "paid", "card", card));
        return subscription(stripe.v1().checkout().sessions().retrieve(session.getId()));
    }

    @Test
    void whatAPreviewSaysIsWhatIsCharged() throws Exception {
        Subscription subscription = subscribed("price_pro_monthly");
        long at = item(subscription).getCurrentPeriodStart() + 10 * 86_400;
        world.postJson("/clock", "{\"advance\": \"P10D\"}");

        Invoice preview = preview(subscription, "price_enterprise_monthly", "ALWAYS_INVOICE", at);

        assertThat(preview.getStatus()).isEqualTo("draft");
        assertThat(preview.getLines().getData())
                .hasSize(2)
                .allMatch(line -> line.getParent().getSubscriptionItemDetails().getProration());
        assertThat(again(subscription).getLatestInvoice())
                .isEqualTo(subscription.getLatestInvoice());
        Subscription changed = change(subscription, "price_enterprise_monthly", at);
        Invoice invoice = stripe.v1().invoices().retrieve(changed.getLatestInvoice());
        assertThat(invoice.getAmountPaid()).isEqualTo(preview.getAmountDue()).isPositive();
        assertThat(charge(changed).getAmount()).isEqualTo(preview.getAmountDue());
    }

    @Test
    void aSmallerPlanIsCreditedOnTheNextInvoice() throws Exception {
        Subscription subscription = subscribed("price_enterprise_monthly");

        Invoice next =
                preview(
                        subscription,
                        "price_pro_monthly",
                        "CREATE_PRORATIONS",
                        item(subscription).getCurrentPeriodStart());

        assertThat(next.getLines().getData())
                .extracting(InvoiceLineItem::getAmount)
                .containsExactly(-9_999L, 1_999L, 1_999L);
        assertThat(next.getAmountDue()).isZero();
        assertThat(next.getNextPaymentAttempt())
                .isEqualTo(item(subscription).getCurrentPeriodEnd());
    }

    @Test
    void ayearInPlaceOfAMonthBeginsAtOnceAndIsPaidAtOnce() throws Exception {
        Subscription subscription = subscribed("price_pro_monthly");

        Subscription changed =
                change(
                        subscription,
                        "price_pro_yearly",
                        item(subscription).getCurrentPeriodStart());

        assertThat(item(changed).getCurrentPeriodEnd())
                .isGreaterThan(item(changed).getCurrentPeriodStart() + 364 * 86_400);
        assertThat(stripe.v1().invoices().retrieve(changed.getLatestInvoice()).getAmountPaid())
                .isEqualTo(19_990 - 1_999);
    }

    @Test
    void aChangeThatCannotBePaidChangesNothing() throws Exception {
        for (String card : List.of("4000000000000341", "4000002760003184")) {
            Subscription subscription = subscribedWith(card);
            assertThatThrownBy(() ->
                            change(
                                    subscription,
                                    "price_enterprise_monthly",
                                    item(subscription).getCurrentPeriodStart()))
                    .isInstanceOf(CardException.class);
            assertThat(item(again(subscription)).getPrice().getId()).isEqualTo("price_pro_monthly");
        }
    }

    @Test
    void aCardThatFailsIsTriedThreeTimesMoreAndThenTheSubscriptionEnds() throws Exception {
        Subscription subscription = subscribedWith("4000000000000341");
        world.postJson("/clock", "{\"advance\": \"P32D\"}");
        assertThat(again(subscription).getStatus()).isEqualTo("past_due");
        world.postJson("/clock", "{\"advance\": \"P9D\"}");
        Invoice open = stripe.v1().invoices().retrieve(again(subscription).getLatestInvoice());
        assertThat(open.getAttemptCount()).isEqualTo(3);
        assertThat(open.getStatus()).isEqualTo("open");
        world.postJson("/clock", "{\"advance\": \"P8D\"}");
        assertThat(again(subscription).getStatus()).isEqualTo("canceled");
        await().untilAsserted(() ->
                assertThat(receiver.types())
                        .contains("invoice.payment_failed", "customer.subscription.deleted"));
    }

    @Test
    void moneyIsGivenBackInPartAndThenTheRest() throws Exception {
        Subscription subscription = subscribed("price_pro_monthly");
        Charge charge = charge(subscription);
        RefundCreateParams.Builder refund = RefundCreateParams.builder().setCharge(charge.getId());

        stripe.v1().refunds().create(refund.setAmount(500L).build());
        assertThat(charge(subscription).getAmountRefunded()).isEqualTo(500);
        assertThat(charge(subscription).getRefunded()).isFalse();
        cause("charge.refunded", subscription.getId());
        assertThat(charge(subscription).getRefunded()).isTrue();
        assertThatThrownBy(() -> stripe.v1().refunds().create(refund.setAmount(1L).build()))
                .hasMessageContaining("already been refunded");
        await().untilAsserted(() ->
                assertThat(receiver.types()).contains("refund.created", "charge.refunded"));
    }

    @Test
    void aDisputeIsOpenedAndSettled() throws Exception {
        Subscription subscription = subscribed("price_pro_monthly");
        cause("charge.dispute.created", subscription.getId());
        DisputeListParams ofTheCharge =
                DisputeListParams.builder().setCharge(charge(subscription).getId()).build();
        assertThat(stripe.v1().disputes().list(ofTheCharge).getData().getFirst().getStatus())
                .isEqualTo("needs_response");
        assertThat(charge(subscription).getDisputed()).isTrue();
        cause("charge.dispute.closed", subscription.getId());
        assertThat(stripe.v1().disputes().list(ofTheCharge).getData().getFirst().getStatus())
                .isEqualTo("lost");
    }

    @Test
    void theSameCardHasTheSameFingerprintWhoeverShowsIt() throws Exception {
        String one = fingerprint(subscribed("price_pro_monthly"));
        assertThat(fingerprint(subscribed("price_enterprise_monthly"))).isEqualTo(one);
        assertThat(fingerprint(subscribedWith("5555555555554444"))).isNotEqualTo(one);
    }

    private String fingerprint(Subscription subscription) throws StripeException {
        return stripe.v1()
                .paymentMethods()
                .retrieve(subscription.getDefaultPaymentMethod())
                .getCard()
                .getFingerprint();
    }

    @Test
    void aTrialIsPaidWhenItIsOver() throws Exception {
        Customer customer = customer("trial@example.com");
        Session session =
                stripe.v1()
                        .checkout()
                        .sessions()
                        .create(
                                session(customer.getId(), "price_pro_monthly")
                                        .setSubscriptionData(
                                                SessionCreateParams.SubscriptionData.builder()
                                                        .setTrialPeriodDays(7L)
                                                        .build())
                                        .build());
        pay(session, "paid");
        Subscription subscription =
                subscription(stripe.v1().checkout().sessions().retrieve(session.getId()));
        assertThat(subscription.getStatus()).isEqualTo("trialing");
        assertThat(subscription.getTrialEnd()).isEqualTo(item(subscription).getCurrentPeriodEnd());
        world.postJson("/clock", "{\"advance\": \"P8D\"}");
        assertThat(again(subscription).getStatus()).isEqualTo("active");
        assertThat(item(again(subscription)).getCurrentPeriodStart())
                .isEqualTo(subscription.getTrialEnd());
        assertThat(charge(again(subscription)).getAmount()).isEqualTo(1_999);
    }

    @Test
    void eventsAreHeldBackLetGoAndShuffled() throws Exception {
        world.postJson("/stripe/_hold", "{}");
        Subscription subscription = subscribed("price_pro_monthly");
        cause("customer.subscription.updated", subscription.getId());
        assertThat(receiver.taken).isEmpty();
        world.postJson("/stripe/_release", "{}");
        await().untilAsserted(() ->
                assertThat(receiver.types())
                        .contains("customer.created", "customer.subscription.updated"));
        int once = receiver.taken.size();
        int sent =
                TestWorld.json(
                                world.postJson(
                                        "/stripe/_shuffle",
                                        "{\"subscription\": \"%s\", \"times\": 2}"
                                                .formatted(subscription.getId())))
                        .path("events")
                        .size();
        assertThat(sent).isPositive();
        await().untilAsserted(() -> assertThat(receiver.taken).hasSize(once + sent));
        assertThat(
                        receiver.taken.stream()
                                .map(it -> TestWorld.JSON.readTree(it.body()).path("id").asString())
                                .distinct())
                .hasSize(once);
    }

    @Test
    void aBadDayIsAnsweredAsStripeDoes() throws Exception {
        Customer customer = customer("bad@example.com");
        for (int status : List.of(500, 429)) {
            world.postJson(
                    "/stripe/_faults",
                    "{\"status\": %d, \"times\": 9, \"path\": \"/checkout\"}".formatted(status));
            assertThatThrownBy(() -> checkout(customer, "price_pro_monthly"))
                    .isInstanceOf(status == 429 ? RateLimitException.class : ApiException.class);
            assertThat(stripe.v1().customers().retrieve(customer.getId()).getId()).isNotNull();
        }
        world.send(java.net.http.HttpRequest.newBuilder(world.at("/stripe/_faults")).DELETE());
        assertThat(checkout(customer, "price_pro_monthly").getUrl()).isNotNull();
    }
}
