package app.feedtape.localstack.launcher.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** A body that is kept whole, and the moment (nanoTime) its first bytes, or its end, came. */
record NotedBody(AtomicLong first, BodySubscriber<byte[]> whole) implements BodySubscriber<byte[]> {

    NotedBody(AtomicLong first) {
        this(first, BodySubscribers.ofByteArray());
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        whole.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        note();
        whole.onNext(bytes);
    }

    @Override
    public void onError(Throwable failure) {
        whole.onError(failure);
    }

    @Override
    public void onComplete() {
        note();
        whole.onComplete();
    }

    private void note() {
        first.compareAndSet(0, System.nanoTime());
    }
}
