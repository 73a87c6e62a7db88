package app.feedtape.gateway.load;

import static app.feedtape.gateway.route.Importance.ANONYMOUS;
import static app.feedtape.gateway.route.Importance.AWAITED;
import static app.feedtape.gateway.route.Importance.BACKGROUND;
import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.route.Importance;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A service with eight hands and 20 ms of work a call, 400 calls a second, before callers who do
 * not care what it can take. Time is a number here: minutes of overload take none.
 */
class ServiceLoadTest {

    private static final int HANDS = 8;
    private static final double WORK_MILLIS = 20;
    private static final double CAPACITY = HANDS * 1000 / WORK_MILLIS;
    private static final double PATIENCE_MILLIS = 4000;
    private static final LoadSettings BOUNDS = new LoadSettings(500, 32);

    /** What became of the calls of one kind. */
    private static final class Fate {
        private int asked;
        private int shed;
        private int served;
        private int late;
        private double slowest;
    }

    private record Done(double at, double cameAt, Importance importance, double startedAt) {}

    private final Random random = new Random(20261122);
    private final ServiceLoad load = new ServiceLoad(BOUNDS, 0);
    private final UsualTime usual = new UsualTime(java.time.Duration.ofSeconds(4));
    private final PriorityQueue<Double> hands = new PriorityQueue<>();
    private final PriorityQueue<Done> underWay =
            new PriorityQueue<>(Comparator.comparingDouble(Done::at));
    private double now;

    ServiceLoadTest() {
        for (int hand = 0; hand < HANDS; hand++) {
            hands.add(0.0);
        }
    }

    private Map<Importance, Fate> run(double callsInASecond, double seconds) {
        Map<Importance, Fate> fates = new EnumMap<>(Importance.class);
        for (Importance importance : Importance.values()) {
            fates.put(importance, new Fate());
        }
        double end = now + seconds * 1000;
        while (now < end) {
            now += -Math.log(1 - random.nextDouble()) * 1000 / callsInASecond;
            finish(fates);
            come(fates);
        }
        return fates;
    }

    /** A fifth are awaited, a third is background, the rest nobody knows. */
    private void come(Map<Importance, Fate> fates) {
        double kind = random.nextDouble();
        Importance importance = kind < 0.2 ? AWAITED : kind < 0.5 ? BACKGROUND : ANONYMOUS;
        Fate fate = fates.get(importance);
        fate.asked++;
        if (!load.tryEnter(importance)) {
            fate.shed++;
            return;
        }
        double startedAt = Math.max(now, hands.remove());
        double doneAt = startedAt - Math.log(1 - random.nextDouble()) * WORK_MILLIS;
        hands.add(doneAt);
        underWay.add(new Done(Math.min(doneAt, now + PATIENCE_MILLIS), now, importance, startedAt));
    }

    private void finish(Map<Importance, Fate> fates) {
        while (!underWay.isEmpty() && underWay.peek().at() <= now) {
            Done done = underWay.remove();
            double took = done.at() - done.cameAt();
            load.answered(usual, nanos(done.cameAt()), nanos(took), nanos(done.at()));
            load.leave();
            Fate fate = fates.get(done.importance());
            boolean inTime = took < PATIENCE_MILLIS;
            fate.served += inTime ? 1 : 0;
            fate.late += inTime ? 0 : 1;
            fate.slowest = Math.max(fate.slowest, took);
        }
    }

    private static long nanos(double millis) {
        return (long) (millis * 1e6);
    }

    private static double shedPart(Fate fate) {
        return (double) fate.shed / fate.asked;
    }

    private static int served(Map<Importance, Fate> fates) {
        return fates.values().stream().mapToInt(fate -> fate.served).sum();
    }

    @Test
    void aServiceThatHasItsTimeSendsNobodyAway() {
        for (double part : new double[] {0.1, 0.5, 0.8}) {
            run(CAPACITY * part, 60)
                    .values()
                    .forEach(fate -> assertThat(fate.shed).as("at %s", part).isZero());
        }
    }

    @Test
    void atTwiceWhatItCanTakeListenersAreServedAndItsTimeIsNotWasted() {
        run(CAPACITY / 2, 30);
        Map<Importance, Fate> fates = run(CAPACITY * 2, 300);
        assertThat(shedPart(fates.get(AWAITED))).isLessThan(0.006);
        assertThat(served(fates)).isGreaterThan((int) (0.9 * CAPACITY * 300));
        assertThat(shedPart(fates.get(ANONYMOUS)))
                .isGreaterThan(shedPart(fates.get(BACKGROUND)))
                .isGreaterThan(0.5);
        assertThat(fates.values()).allSatisfy(fate -> assertThat(fate.late).isZero());
        assertThat(fates.get(AWAITED).slowest).isLessThan(1500);
    }

    @Test
    void whenTheOverloadIsOverNobodyIsSentAwayAnyMore() {
        run(CAPACITY / 2, 30);
        run(CAPACITY * 4, 60);
        assertThat(load.places()).isLessThan(300);
        run(CAPACITY / 2, 10);
        run(CAPACITY / 2, 60).values().forEach(fate -> assertThat(fate.shed).isZero());
        assertThat(load.places()).isEqualTo(500);
    }

    @Test
    void listenersAloneCanFillAServiceAndAreThenSentAwayEarly() {
        for (int call = 0; call < 500; call++) {
            assertThat(load.tryEnter(AWAITED)).isTrue();
        }
        assertThat(load.tryEnter(AWAITED)).isFalse();
        load.leave();
        assertThat(load.tryEnter(BACKGROUND)).isFalse();
        assertThat(load.tryEnter(AWAITED)).isTrue();
    }

    @Test
    void howeverSlowAServiceIsSomeAreStillLetIn() {
        long late = nanos(3000);
        for (int call = 0; call < 10_000; call++) {
            load.answered(usual, nanos(call * 100.0), late, nanos(call * 100.0) + late);
        }
        assertThat(load.places()).isEqualTo(32);
    }
}
