package app.feedtape.billing.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.Invoice;
import com.stripe.model.InvoicePayment;
import com.stripe.model.Refund;
import com.stripe.param.DisputeListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.InvoicePaymentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundListParams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What was paid at Stripe, and given or taken back. A payment is known by its payment intent. Hold
 * no database connection while calling.
 */
@Component
public class StripePayments {

    /** More than a year of monthly invoices. */
    private static final long NEWEST_INVOICES = 20;

    private static final long MOST = 100;

    private final StripeClient client;
    private final StripeCalls calls;

    StripePayments(StripeClient client, StripeCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /**
     * The subscription that was paid for.
     *
     * @param payment id of a payment intent or of a charge
     */
    public Optional<String> findSubscription(String payment) {
        return calls.call(
                "finding what was paid for",
                () -> {
                    String intent = payment.startsWith("ch_") ? intentOf(payment) : payment;
                    return intent == null ? Optional.empty() : subscriptionOf(intent);
                });
    }

    private @Nullable String intentOf(String charge) throws StripeException {
        try {
            return client.v1().charges().retrieve(charge).getPaymentIntent();
        } catch (InvalidRequestException unknown) {
            return null;
        }
    }

    private Optional<String> subscriptionOf(String intent) throws StripeException {
        InvoicePaymentListParams byIntent =
                InvoicePaymentListParams.builder()
                        .setPayment(
                                InvoicePaymentListParams.Payment.builder()
                                        .setType(
                                                InvoicePaymentListParams.Payment.Type
                                                        .PAYMENT_INTENT)
                                        .setPaymentIntent(intent)
                                        .build())
                        .addExpand("data.invoice")
                        .build();
        return client.v1().invoicePayments().list(byIntent).getData().stream()
                .map(payment -> subscriptionOf(payment.getInvoiceObject()))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static @Nullable String subscriptionOf(@Nullable Invoice invoice) {
        if (invoice == null
                || invoice.getParent() == null
                || invoice.getParent().getSubscriptionDetails() == null) {
            return null;
        }
        return invoice.getParent().getSubscriptionDetails().getSubscription();
    }

    /** What became of the payments for the period that ends then. */
    public StripeReturns readReturns(String subscription, Instant periodEnd) {
        return calls.call(
                "reading payments",
                () -> {
                    List<StripeReturns.Payment> payments = new ArrayList<>();
                    for (Invoice invoice : paidInvoices(subscription)) {
                        if (endOf(invoice) == periodEnd.getEpochSecond()) {
                            payments.addAll(paymentsOf(invoice.getId()));
                        }
                    }
                    return new StripeReturns(List.copyOf(payments));
                });
    }

    private List<Invoice> paidInvoices(String subscription) throws StripeException {
        InvoiceListParams newest =
                InvoiceListParams.builder()
                        .setSubscription(subscription)
                        .setStatus(InvoiceListParams.Status.PAID)
                        .setLimit(NEWEST_INVOICES)
                        .build();
        return client.v1().invoices().list(newest).getData();
    }

    /** Of what an invoice is for; its own period is the one before. */
    private static long endOf(Invoice invoice) {
        return invoice.getLines().getData().stream()
                .mapToLong(line -> line.getPeriod().getEnd())
                .max()
                .orElse(0);
    }

    private List<StripeReturns.Payment> paymentsOf(String invoice) throws StripeException {
        List<StripeReturns.Payment> payments = new ArrayList<>();
        InvoicePaymentListParams all =
                InvoicePaymentListParams.builder()
                        .setInvoice(invoice)
                        .setStatus(InvoicePaymentListParams.Status.PAID)
                        .build();
        for (InvoicePayment payment : client.v1().invoicePayments().list(all).getData()) {
            String intent = payment.getPayment().getPaymentIntent();
            if (intent != null) {
                payment(intent).ifPresent(payments::add);
            }
        }
        return payments;
    }

    /** Empty when nothing was ever taken with it. */
    private Optional<StripeReturns.Payment> payment(String intent) throws StripeException {
        PaymentIntentRetrieveParams withCharge =
                PaymentIntentRetrieveParams.builder().addExpand("latest_charge").build();
        Charge charge =
                client.v1().paymentIntents().retrieve(intent, withCharge).getLatestChargeObject();
        if (charge == null) {
            return Optional.empty();
        }
        DisputeListParams ofIt =
                DisputeListParams.builder().setPaymentIntent(intent).setLimit(MOST).build();
        List<String> disputes =
                client.v1().disputes().list(ofIt).getData().stream()
                        .map(Dispute::getStatus)
                        .toList();
        return Optional.of(
                new StripeReturns.Payment(
                        charge.getAmountCaptured(), charge.getAmountRefunded(), disputes));
    }

    /** Payments of which something was given back or disputed since then, the newest first. */
    public List<String> listReturned(Instant since) {
        RefundListParams refunds =
                RefundListParams.builder()
                        .setCreated(
                                RefundListParams.Created.builder()
                                        .setGte(since.getEpochSecond())
                                        .build())
                        .setLimit(MOST)
                        .build();
        DisputeListParams disputes =
                DisputeListParams.builder()
                        .setCreated(
                                DisputeListParams.Created.builder()
                                        .setGte(since.getEpochSecond())
                                        .build())
                        .setLimit(MOST)
                        .build();
        return calls.call(
                "listing refunds and disputes",
                () ->
                        Stream.concat(
                                        all(client.v1()
                                                        .refunds()
                                                        .list(refunds)
                                                        .autoPagingIterable())
                                                .map(Refund::getPaymentIntent),
                                        all(client.v1()
                                                        .disputes()
                                                        .list(disputes)
                                                        .autoPagingIterable())
                                                .map(Dispute::getPaymentIntent))
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList());
    }

    private static <T> Stream<T> all(Iterable<T> pages) {
        List<T> all = new ArrayList<>();
        pages.forEach(all::add);
        return all.stream();
    }
}
