package app.feedtape.billing.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BestTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Purchase SIGNUP =
            purchase(
                    Source.SIGNUP,
                    "free",
                    PurchaseStatus.TRIALING,
                    null,
                    null,
                    NOW.plus(Duration.ofDays(2)));

    @Test
    void withoutAPurchaseItIsTheTrialUntilItsEnd() {
        Best running = best();
        assertThat(running.status()).isEqualTo(PurchaseStatus.TRIALING);
        assertThat(running.validUntil()).isEqualTo(SIGNUP.trialEndsAt());
    }

    @Test
    void aTrialIsOverAtTheInstantOfItsEnd() {
        Best over = Best.of(SIGNUP, List.of(SIGNUP), BestTest::rank, NOW.plus(Duration.ofDays(2)));
        assertThat(over.status()).isEqualTo(PurchaseStatus.EXPIRED);
        assertThat(over.validUntil()).isNull();
    }

    @Test
    void theHighestPlanCounts() {
        Purchase pro = stripe("pro", PurchaseStatus.ACTIVE, Duration.ofDays(20));
        Purchase enterprise = stripe("enterprise", PurchaseStatus.PAST_DUE, Duration.ofDays(1));
        assertThat(best(pro, enterprise).purchase()).isEqualTo(enterprise);
    }

    @Test
    void aStoresOwnGraceIsKeptWhileAPaymentIsOverdueAndNotLonger() {
        Instant grace = NOW.plus(Duration.ofDays(12));
        Purchase overdue =
                new Purchase(
                        UUID.randomUUID(),
                        SIGNUP.payerId(),
                        SIGNUP.payerId(),
                        Source.APPLE,
                        "1000",
                        "pro",
                        PurchaseStatus.PAST_DUE,
                        NOW.minus(Duration.ofDays(40)),
                        NOW.minus(Duration.ofDays(34)),
                        NOW.minus(Duration.ofDays(4)),
                        null,
                        null,
                        grace,
                        null,
                        grace);
        assertThat(best(overdue).validUntil()).isEqualTo(grace);
        assertThat(overdue.givesAccessAt(grace.minusMillis(1))).isTrue();
        assertThat(overdue.givesAccessAt(grace)).isFalse();
    }

    @Test
    void ofTheSamePlanTheOneThatRunsLongestCounts() {
        Purchase shorter = stripe("pro", PurchaseStatus.ACTIVE, Duration.ofDays(1));
        Purchase longer = stripe("pro", PurchaseStatus.ACTIVE, Duration.ofDays(9));
        Purchase endless = purchase(Source.GRANT, "pro", PurchaseStatus.ACTIVE, null, null, null);
        assertThat(best(shorter, longer).purchase()).isEqualTo(longer);
        assertThat(best(longer, endless, shorter).purchase()).isEqualTo(endless);
        assertThat(best(endless).validUntil()).isNull();
    }

    @Test
    void aCancelledSubscriptionCountsUntilThePaidPeriodEndsAndNotLonger() {
        Instant end = NOW.plus(Duration.ofDays(3));
        Purchase cancelled =
                purchase(Source.STRIPE, "pro", PurchaseStatus.CANCELLED, end, end, null);
        assertThat(best(cancelled).status()).isEqualTo(PurchaseStatus.CANCELLED);
        assertThat(best(cancelled).validUntil()).isEqualTo(end);
        assertThat(Best.of(SIGNUP, List.of(cancelled), BestTest::rank, end).purchase())
                .isEqualTo(SIGNUP);
    }

    @Test
    void aRenewalThatNobodyHasToldOfIsWaitedForThreeDays() {
        Purchase active = stripe("pro", PurchaseStatus.ACTIVE, Duration.ofHours(-1));
        assertThat(best(active).purchase()).isEqualTo(active);
        Purchase silent = stripe("pro", PurchaseStatus.ACTIVE, Duration.ofDays(-3));
        assertThat(best(silent).purchase()).isEqualTo(SIGNUP);
    }

    @Test
    void anExpiredPurchaseNeverCounts() {
        assertThat(best(stripe("pro", PurchaseStatus.EXPIRED, Duration.ofDays(20))).purchase())
                .isEqualTo(SIGNUP);
    }

    private static Best best(Purchase... purchases) {
        return Best.of(SIGNUP, List.of(purchases), BestTest::rank, NOW);
    }

    private static int rank(String plan) {
        return List.of("free", "pro", "enterprise").indexOf(plan);
    }

    private static Purchase stripe(String plan, PurchaseStatus status, Duration untilPeriodEnd) {
        return purchase(Source.STRIPE, plan, status, NOW.plus(untilPeriodEnd), null, null);
    }

    private static Purchase purchase(
            Source source,
            String plan,
            PurchaseStatus status,
            Instant end,
            Instant cancelAt,
            Instant trialEnd) {
        UUID id = UUID.randomUUID();
        return new Purchase(
                id,
                id,
                id,
                source,
                id.toString(),
                plan,
                status,
                NOW.minus(Duration.ofDays(40)),
                NOW.minus(Duration.ofDays(30)),
                end,
                cancelAt,
                trialEnd,
                "reason",
                NOW);
    }
}
