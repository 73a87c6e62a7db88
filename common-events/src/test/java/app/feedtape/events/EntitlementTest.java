package app.feedtape.events;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EntitlementTest {

    private static final Limits PLAN = new Limits(1L, 2, List.of("standard"), 3, 4, 5L, true, 6);

    private static Limits resolve(Overrides overrides) {
        EntitlementChanged fact =
                new EntitlementChanged(
                        new UUID(1, 1),
                        1,
                        "pro",
                        1,
                        "active",
                        "stripe",
                        new UUID(2, 2),
                        null,
                        null,
                        overrides,
                        Instant.EPOCH);
        return Entitlement.resolve(
                        fact, new PlanChanged("pro", 1, "Pro", PLAN, List.of(), Map.of()))
                .limits();
    }

    @Test
    void everyOverrideTakesThePlaceOfItsLimitAndOfNoOther() {
        assertThat(resolve(Overrides.NONE)).isEqualTo(PLAN);
        assertThat(resolve(new Overrides(11L, null, null, null, null, null)))
                .isEqualTo(new Limits(11L, 2, List.of("standard"), 3, 4, 5L, true, 6));
        assertThat(resolve(new Overrides(null, 0, 13, 14, 15L, 16)))
                .isEqualTo(new Limits(1L, 0, List.of("standard"), 13, 14, 15L, true, 16));
    }
}
