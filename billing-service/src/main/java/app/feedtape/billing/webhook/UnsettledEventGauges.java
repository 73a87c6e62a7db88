package app.feedtape.billing.webhook;

import app.feedtape.billing.webhook.UnsettledEvents.Standing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How many notifications of stores are not settled, and how old the oldest is, by state: {@code
 * received} grows while a store or the database is away, {@code parked} and {@code given_up} want
 * an operator.
 */
@Component
class UnsettledEventGauges {

    private static final List<String> STATES = List.of("received", "parked", "given_up");

    private final UnsettledEvents events;
    private volatile Map<String, Standing> standing = Map.of();

    UnsettledEventGauges(UnsettledEvents events, MeterRegistry metrics) {
        this.events = events;
        for (String state : STATES) {
            Gauge.builder("feedtape.webhooks.unsettled", () -> of(state, Standing::events))
                    .tag("state", state)
                    .register(metrics);
            Gauge.builder(
                            "feedtape.webhooks.unsettled.age",
                            () -> of(state, Standing::oldestSeconds))
                    .tag("state", state)
                    .baseUnit("seconds")
                    .register(metrics);
        }
    }

    private double of(String state, ToDoubleFunction<Standing> value) {
        Standing known = standing.get(state);
        return known == null ? 0 : value.applyAsDouble(known);
    }

    @Scheduled(fixedDelay = 15_000)
    void look() {
        standing =
                events.standing().stream()
                        .collect(Collectors.toUnmodifiableMap(Standing::state, it -> it));
    }
}
