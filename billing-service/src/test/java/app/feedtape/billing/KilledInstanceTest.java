package app.feedtape.billing;

import app.feedtape.test.AnotherInstance;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * faults.md B13 by kill -9: an instance dies between every two steps of a webhook. Stripe, which
 * has no answer or has one and tells again, ends where it would have ended. One such death is in
 * {@link TwoInstancesTest}, always.
 */
@EnabledIfSystemProperty(
        named = "feedtape.test.full",
        matches = "true",
        disabledReason = "a process for each death; one is in TwoInstancesTest")
class KilledInstanceTest extends InstancesScene {

    private static final int ROUNDS = Integer.getInteger("feedtape.test.crashes", 3);

    /** To run the many in parts, one of them can be named. */
    static Stream<CrashPoint> points() {
        String named = System.getProperty("feedtape.test.crash");
        return named == null
                ? Stream.of(CrashPoint.values())
                : Stream.of(CrashPoint.valueOf(named));
    }

    @ParameterizedTest
    @MethodSource("points")
    void whereverAnInstanceDiesTheNextOneEndsItAndOnlyOnce(CrashPoint point) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String event = "evt_" + UUID.randomUUID();
            try (AnotherInstance dying = OtherInstance.start(environment, point, event)) {
                die(point, dying, event);
            }
        }
    }
}
