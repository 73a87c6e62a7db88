package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.entitlement.EntitlementDecision;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.test.KafkaProbe;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

class PurchasesTest extends BillingTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Autowired private Purchases purchases;
    @Autowired private TransactionTemplate transaction;
    @Autowired private EntitlementDecision decision;
    @Autowired private MeterRegistry metrics;

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

    @Test
    void whoHasWaitedForTheLockIsLaterThanWhoHeldIt() {
        UUID payer = UUID.randomUUID();
        Map.Entry<Instant, CompletableFuture<Instant>> held =
                transaction.execute(it -> {
                    purchases.lock(payer);
                    CompletableFuture<Instant> other =
                            CompletableFuture.supplyAsync(
                                    () -> transaction.execute(own -> purchases.lock(payer)));
                    await().until(() ->
                            jdbc.sql(
                                                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                                            .query(Long.class)
                                            .single()
                                    > 0);
                    return Map.entry(purchases.now(), other);
                });
        assertThat(held.getValue().join()).isAfterOrEqualTo(held.getKey());
    }

    @Test
    void twoStoresThatChargeAreReportedOnceToThePersonAndToTheOperators() {
        UUID payer = UUID.randomUUID();
        Purchase stripe = purchase(payer, PurchaseStatus.ACTIVE, NOW);
        Purchase apple = purchase(payer, Source.APPLE, PurchaseStatus.ACTIVE, NOW);
        double before = metrics.counter("feedtape.billing.twin.purchases").count();
        try (KafkaProbe probe = KafkaProbe.fromNow("notification")) {
            for (int round = 0; round < 3; round++) {
                transaction.executeWithoutResult(it -> {
                    Instant now = purchases.lock(payer);
                    purchases.tryRecord(stripe, "a test");
                    purchases.tryRecord(apple, "a test");
                    decision.decide(payer, now);
                });
            }
            NotificationRequested mail =
                    probe.await(NotificationRequested.class, it -> it.accountId().equals(payer));
            assertThat(mail.template()).isEqualTo("second_subscription");
            assertThat(mail.dedupeKey())
                    .isEqualTo(
                            Stream.of(stripe, apple)
                                    .map(it -> it.id().toString())
                                    .sorted()
                                    .collect(Collectors.joining(",")));
        }
        assertThat(metrics.counter("feedtape.billing.twin.purchases").count())
                .isEqualTo(before + 1);
    }

    private boolean record(UUID payer, PurchaseStatus status, Instant readAt) {
        return Boolean.TRUE.equals(
                transaction.execute(it -> {
                    purchases.lock(payer);
                    return purchases.tryRecord(purchase(payer, status, readAt), "a test");
                }));
    }

    private static Purchase purchase(UUID payer, PurchaseStatus status, Instant readAt) {
        return purchase(payer, Source.STRIPE, status, readAt);
    }

    private static Purchase purchase(
            UUID payer, Source source, PurchaseStatus status, Instant readAt) {
        return new Purchase(
                UUID.randomUUID(),
                payer,
                payer,
                source,
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
