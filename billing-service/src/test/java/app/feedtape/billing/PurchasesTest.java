package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

class PurchasesTest extends BillingTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Autowired private Purchases purchases;
    @Autowired private TransactionTemplate transaction;

    @Test
    void aReadingThatBeganEarlierNeverReplacesALaterOne() {
        UUID payer = UUID.randomUUID();
        assertThat(record(payer, PurchaseStatus.ACTIVE, NOW)).isTrue();
        assertThat(record(payer, PurchaseStatus.ACTIVE, NOW.plusSeconds(5))).isFalse();
        assertThat(record(payer, PurchaseStatus.PAST_DUE, NOW.plusSeconds(3))).isFalse();
        assertThat(record(payer, PurchaseStatus.PAST_DUE, NOW.plusSeconds(6))).isTrue();
        assertThat(purchases.list(payer))
                .singleElement()
                .extracting(Purchase::status)
                .isEqualTo(PurchaseStatus.PAST_DUE);
        assertThat(
                        jdbc.sql(
                                        """
                                        select h.status from purchase_history h join purchase p on p.id = h.purchase_id
                                        where p.payer_id = ? order by h.version
                                        """)
                                .param(payer)
                                .query(String.class)
                                .list())
                .containsExactly("active", "past_due");
    }

    @Test
    void nothingIsWrittenWithoutTheLockOfATransaction() {
        assertThatThrownBy(() ->
                        purchases.tryRecord(
                                purchase(UUID.randomUUID(), PurchaseStatus.ACTIVE, NOW), "t"))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void aCancelledPurchaseWithoutAnEndIsRefusedByTheDatabase() {
        UUID payer = UUID.randomUUID();
        assertThatThrownBy(() -> record(payer, PurchaseStatus.CANCELLED, NOW))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("purchase_cancelled_has_end");
    }

    private boolean record(UUID payer, PurchaseStatus status, Instant readAt) {
        return Boolean.TRUE.equals(
                transaction.execute(it -> {
                    purchases.lock(payer);
                    return purchases.tryRecord(purchase(payer, status, readAt), "a test");
                }));
    }

    private static Purchase purchase(UUID payer, PurchaseStatus status, Instant readAt) {
        return new Purchase(
                UUID.randomUUID(),
                payer,
                payer,
                Source.STRIPE,
                "sub_" + payer,
                "pro",
                status,
                NOW,
                NOW,
                NOW.plus(Duration.ofDays(30)),
                null,
                null,
                null,
                readAt);
    }
}
