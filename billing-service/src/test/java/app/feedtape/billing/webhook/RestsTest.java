package app.feedtape.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreReference;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestsTest {

    private static final StoreReference TALKED_OF = new StoreReference(Source.STRIPE, "sub_much");
    private static final StoreReference QUIET = new StoreReference(Source.STRIPE, "sub_quiet");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Rests rests = new Rests();

    @Test
    void aPurchaseOrAChangeCostsNoRest() {
        for (int event = 0; event < 30; event++) {
            rests.note(TALKED_OF, 1, NOON);
        }
        assertThat(rests.at(NOON)).isEmpty();
    }

    @Test
    void whatAStoreDoesNotStopSpeakingOfRestsForAFewSecondsAndNothingElseDoes() {
        rests.note(QUIET, 1, NOON);
        rests.note(TALKED_OF, 31, NOON);
        assertThat(rests.at(NOON.plusSeconds(3))).containsExactly(TALKED_OF);
        assertThat(rests.at(NOON.plusSeconds(4))).isEmpty();
        rests.note(TALKED_OF, 40, NOON.plusSeconds(4));
        assertThat(rests.at(NOON.plusSeconds(7))).containsExactly(TALKED_OF);
    }

    @Test
    void theAllowanceComesBackWithTime() {
        rests.note(TALKED_OF, 1_000, NOON);
        rests.note(TALKED_OF, 10, NOON.plusSeconds(10));
        assertThat(rests.at(NOON.plusSeconds(10))).isEmpty();
        rests.note(TALKED_OF, 1, NOON.plusSeconds(10));
        assertThat(rests.at(NOON.plusSeconds(10))).containsExactly(TALKED_OF);
    }
}
