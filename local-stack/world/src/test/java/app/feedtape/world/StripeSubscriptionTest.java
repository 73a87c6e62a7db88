package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.SubscriptionRetrieveParams;
import com.stripe.param.SubscriptionUpdateParams;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StripeSubscriptionTest extends StripeShop {

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
}
