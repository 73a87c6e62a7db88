package app.feedtape.benchmarks;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What everybody has paid for: without an end, 300 calls a minute. */
final class ProPlan {

    private static final String NAME = "pro";
    private static final Limits UNLIMITED =
            new Limits(null, null, List.of("standard", "neural"), null, null, null, true, null);

    private ProPlan() {}

    static PlanChanged plan() {
        return new PlanChanged(
                NAME,
                1,
                "Pro",
                UNLIMITED,
                List.of("api_access", "custom_voices"),
                Map.of("api", new Rate(300, 60)));
    }

    static EntitlementChanged of(UUID payer) {
        return new EntitlementChanged(
                payer,
                1,
                NAME,
                1,
                "active",
                "stripe",
                UUID.randomUUID(),
                null,
                null,
                Overrides.NONE,
                Clock.systemUTC().instant());
    }
}
