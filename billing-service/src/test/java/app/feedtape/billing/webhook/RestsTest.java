package app.feedtape.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreReference;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestsTest {

    private static final StoreReference TALKED_OF = new StoreReference(Source.STRIPE, "sub_much");
    private static final StoreReference QUIET = new StoreReference(Source.STRIPE, "sub_quiet");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Rests rests = new Rests();

    @Test
    void aPurchaseOrAChangeCostsNoRest() {
        for (int event = 0; event < 15; event++) {
            rests.note(TALKED_OF, 1, NOON);
        }
        assertThat(rests.at(NOON)).isEmpty();
    }

    @Test
    void whatAStoreDoesNotStopSpeakingOfRestsForAFewSecondsAndNothingElseDoes() {
        rests.note(QUIET, 1, NOON);
        rests.note(TALKED_OF, 31, NOON);
        assertThat(rests.at(NOON.plusMillis(2_999))).containsExactly(TALKED_OF);
        assertThat(rests.at(NOON.plusMillis(5_001))).isEmpty();
        rests.note(TALKED_OF, 40, NOON.plusSeconds(5));
        assertThat(rests.at(NOON.plusMillis(7_999))).containsExactly(TALKED_OF);
    }

    @Test
    void theMoreWasSaidTheLongerTheRest() {
        rests.note(TALKED_OF, 18, NOON);
        assertThat(rests.at(NOON.plusMillis(599))).containsExactly(TALKED_OF);
        assertThat(rests.at(NOON.plusMillis(1_001))).isEmpty();
    }

    @Test
    void whatWasReadAtOnceDoesNotComeBackAtOnce() {
        List<StoreReference> many =
                IntStream.range(0, 100)
                        .mapToObj(n -> new StoreReference(Source.STRIPE, "sub_" + n))
                        .toList();
        many.forEach(one -> rests.note(one, 31, NOON));
        assertThat(rests.at(NOON.plusSeconds(4))).hasSizeBetween(10, 90);
    }

    @Test
    void theAllowanceComesBackWithTime() {
        rests.note(TALKED_OF, 1_000, NOON);
        rests.note(TALKED_OF, 10, NOON.plusSeconds(25));
        assertThat(rests.at(NOON.plusSeconds(25))).isEmpty();
        rests.note(TALKED_OF, 1, NOON.plusSeconds(25));
        assertThat(rests.at(NOON.plusSeconds(25))).containsExactly(TALKED_OF);
    }
}
