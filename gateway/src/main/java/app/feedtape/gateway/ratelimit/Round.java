package app.feedtape.gateway.ratelimit;

import app.feedtape.gateway.ratelimit.Bucket.Taking;
import app.feedtape.gateway.ratelimit.SharedBuckets.Call;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one serving thread has to ask of Redis in one round of its work, in one call: the busier it
 * is, the fewer calls for each request. Answers come back on that thread, so that a request is
 * served by one from its beginning to its end (docs/decisions/0111).
 */
final class Round {

    private final SharedBuckets shared;
    private final Executor thread;
    private final Clock clock;
    private List<Waiting> waiting = new ArrayList<>();

    Round(SharedBuckets shared, Executor thread, Clock clock) {
        this.shared = shared;
        this.thread = thread;
        this.clock = clock;
    }

    /**
     * What a call got.
     *
     * @param atMillis the time it was reckoned with
     */
    record Answer(Taking taking, long atMillis) {}

    private record Waiting(Call call, CompletableFuture<Answer> answer) {}

    /** Asks with the others of this round; fails when Redis does not answer in time. */
    CompletableFuture<Answer> ask(Call call) {
        Waiting one = new Waiting(call, new CompletableFuture<>());
        boolean isFirst;
        synchronized (this) {
            isFirst = waiting.isEmpty();
            waiting.add(one);
        }
        if (isFirst) {
            thread.execute(this::send);
        }
        return one.answer();
    }

    private synchronized List<Waiting> next() {
        List<Waiting> all = waiting;
        waiting = new ArrayList<>();
        return all;
    }

    private void send() {
        List<Waiting> all = next();
        long now = clock.millis();
        shared.take(all.stream().map(Waiting::call).toList(), now)
                .whenComplete((takings, failure) ->
                        thread.execute(() -> answer(all, takings, failure, now)));
    }

    private static void answer(
            List<Waiting> all,
            @Nullable List<Taking> takings,
            @Nullable Throwable failure,
            long now) {
        for (int i = 0; i < all.size(); i++) {
            CompletableFuture<Answer> answer = all.get(i).answer();
            if (takings == null) {
                answer.completeExceptionally(
                        failure == null ? new IllegalStateException("no answer") : failure);
            } else {
                answer.complete(new Answer(takings.get(i), now));
            }
        }
    }
}
