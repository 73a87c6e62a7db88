package app.feedtape.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.billing.BillingTest;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreCalls;
import app.feedtape.web.problem.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RevenueTest extends BillingTest {

    private final List<Instant> asked = new ArrayList<>();
    private boolean away = true;

    @Autowired private RevenueEntries entries;
    @Autowired private PaidPurchases paid;
    @Autowired private Purchases purchases;

    /** One whose last page does not always come. */
    private final class TwoPages implements Payments {

        @Override
        public Source source() {
            return Source.ORGANIZATION;
        }

        @Override
        public Page list(Instant since, @Nullable String after) {
            if (after != null) {
                if (away) {
                    throw StoreCalls.unavailable();
                }
                return new Page(List.of(), null);
            }
            asked.add(since);
            return new Page(List.of(), "the newest");
        }
    }

    @Test
    void aFirstCollectionThatBreaksOffTakesEverythingTheNextTime() {
        Revenue revenue = new Revenue(List.of(new TwoPages()), List.of(), entries, paid, purchases);
        assertThatThrownBy(revenue::collect).isInstanceOf(Refusal.class);
        away = false;
        revenue.collect();
        revenue.collect();
        assertThat(asked.subList(0, 2)).containsOnly(Instant.EPOCH);
        assertThat(asked.getLast()).isAfter(Instant.EPOCH);
    }
}
