package app.feedtape.billing.reconciliation;

import app.feedtape.billing.purchase.Purchase;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the operators what a store says of payments: given back, disputed, lost, won. */
@Component
class PaymentRemarks {

    private static final Logger LOG = LoggerFactory.getLogger(PaymentRemarks.class);

    private final MeterRegistry metrics;

    PaymentRemarks(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void report(Purchase purchase) {
        String remark = purchase.reason();
        if (remark == null) {
            return;
        }
        metrics.counter("feedtape.billing.payments.returned", "remark", remark).increment();
        LOG.warn(
                "Purchase {} of payer {}: {}; it is {} now",
                purchase.id(),
                purchase.payerId(),
                remark,
                purchase.status().word());
    }
}
