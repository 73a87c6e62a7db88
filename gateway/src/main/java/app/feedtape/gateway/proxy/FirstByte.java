package app.feedtape.gateway.proxy;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An answer that is due in a time, by the clock of the thread that serves the request: {@link
 * TimeoutException} when it is not there by then. As {@code Mono.timeout}, for a source that says
 * nothing but its end, without waking another thread.
 */
final class FirstByte extends MonoOperator<Void, Void> {

    private final Duration time;
    private final ScheduledExecutorService thread;

    private FirstByte(Mono<Void> answer, Duration time, ScheduledExecutorService thread) {
        super(answer);
        this.time = time;
        this.thread = thread;
    }

    static Mono<Void> due(Mono<Void> answer, Duration time, ScheduledExecutorService thread) {
        return new FirstByte(answer, time, thread);
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        source.subscribe(new Waiting(actual));
    }

    /** True once it is decided how it ends. */
    private final class Waiting extends AtomicBoolean
            implements CoreSubscriber<Void>, Subscription, Runnable {

        private static final long serialVersionUID = 1;

        private final transient CoreSubscriber<? super Void> actual;
        private transient @Nullable Subscription answer;
        private transient @Nullable Future<?> timer;

        Waiting(CoreSubscriber<? super Void> actual) {
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            answer = subscription;
            timer = thread.schedule(this, time.toNanos(), TimeUnit.NANOSECONDS);
            actual.onSubscribe(this);
        }

        @Override
        public void onNext(Void never) {
            // A source of nothing.
        }

        @Override
        public void onComplete() {
            if (ends()) {
                actual.onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (ends()) {
                actual.onError(failure);
            } else {
                Operators.onErrorDropped(failure, currentContext());
            }
        }

        @Override
        public void request(long count) {
            Subscription subscription = answer;
            if (subscription != null) {
                subscription.request(count);
            }
        }

        @Override
        public void cancel() {
            if (ends()) {
                giveUp();
            }
        }

        /** The time is over. */
        @Override
        public void run() {
            if (compareAndSet(false, true)) {
                giveUp();
                actual.onError(new TimeoutException("nothing within " + time));
            }
        }

        private boolean ends() {
            if (!compareAndSet(false, true)) {
                return false;
            }
            Future<?> running = timer;
            if (running != null) {
                running.cancel(false);
            }
            return true;
        }

        private void giveUp() {
            Subscription subscription = answer;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
