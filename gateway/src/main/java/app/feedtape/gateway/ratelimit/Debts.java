package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.SharedBuckets.Call;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was let in while the shared buckets were away, to be taken from them when they are back:
 * else everybody could spend once more what they had just spent here.
 */
final class Debts {

    private static final int MAXIMUM_KEPT = 100_000;
    private static final int MAXIMUM_PAID = 1_000;

    private final Map<String, Debt> debts = new ConcurrentHashMap<>();

    /**
     * One bucket with and without what was let in here. Both drain, so that what has flowed back
     * meanwhile is not taken again.
     */
    private record Debt(Rate rate, Bucket with, Bucket without) {

        static Debt more(@Nullable Debt before, @Nullable Bucket known, Rate rate, long now) {
            Bucket with = before == null ? known : before.with();
            Bucket without = before == null ? known : before.without();
            return new Debt(
                    rate,
                    Bucket.take(with, rate, now).bucket(),
                    Bucket.drained(without, rate, now));
        }

        long calls(long now) {
            long owed =
                    Bucket.drained(with, rate, now).level()
                            - Bucket.drained(without, rate, now).level();
            return Math.max(0, owed / Bucket.cost(rate, 1));
        }
    }

    /**
     * @param known the bucket as it was last shared, or as it was reckoned here since
     */
    void add(String key, @Nullable Bucket known, Rate rate, long now) {
        if (debts.size() < MAXIMUM_KEPT || debts.containsKey(key)) {
            debts.compute(key, (name, debt) -> Debt.more(debt, known, rate, now));
        }
    }

    /**
     * Takes some of it out, whole buckets at a time. Once: a payment that fails again and again
     * must not keep the shared buckets away.
     */
    List<Call> next(int atLeast, long now) {
        List<Call> calls = new ArrayList<>();
        for (String key : debts.keySet()) {
            if (calls.size() >= atLeast) {
                break;
            }
            Debt debt = debts.remove(key);
            if (debt != null) {
                int owed = (int) Math.min(MAXIMUM_PAID, debt.calls(now));
                calls.addAll(Collections.nCopies(owed, new Call(key, debt.rate())));
            }
        }
        return calls;
    }
}
