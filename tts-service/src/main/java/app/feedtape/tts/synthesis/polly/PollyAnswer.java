package app.feedtape.tts.synthesis.polly;

import app.feedtape.tts.synthesis.SpeechEngine.Spoken;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.polly.model.SynthesizeSpeechResponse;

/** Gathers an answer and remembers when its last byte came. */
final class PollyAnswer implements AsyncResponseTransformer<SynthesizeSpeechResponse, Spoken> {

    /** No segment is longer than minutes; five of samples are 10 MB. */
    private static final int LONGEST = 16 << 20;

    private final CompletableFuture<Spoken> done = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 << 10);
    private volatile @Nullable SynthesizeSpeechResponse response;
    private volatile @Nullable Subscription subscription;
    private volatile long lastByteAt;
    private volatile boolean begun;

    boolean hasBegun() {
        return begun;
    }

    long lastByteAt() {
        return lastByteAt;
    }

    int acceptedCharacters() {
        SynthesizeSpeechResponse known = response;
        return known == null || known.requestCharacters() == null ? 0 : known.requestCharacters();
    }

    @Nullable String requestId() {
        SynthesizeSpeechResponse known = response;
        return known == null ? null : known.responseMetadata().requestId();
    }

    /** Closes the stream; nothing more is wanted of it. */
    void giveUp() {
        Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public CompletableFuture<Spoken> prepare() {
        return done;
    }

    @Override
    public void onResponse(SynthesizeSpeechResponse answer) {
        response = answer;
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> publisher) {
        publisher.subscribe(new Gathering());
    }

    @Override
    public void exceptionOccurred(Throwable failure) {
        done.completeExceptionally(failure);
    }

    private final class Gathering implements Subscriber<ByteBuffer> {

        @Override
        public void onSubscribe(Subscription opened) {
            subscription = opened;
            opened.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            byte[] piece = new byte[buffer.remaining()];
            buffer.get(piece);
            bytes.writeBytes(piece);
            lastByteAt = System.nanoTime();
            begun = true;
            if (bytes.size() > LONGEST) {
                giveUp();
                done.completeExceptionally(new IllegalStateException("The answer does not end"));
            }
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            SynthesizeSpeechResponse known = response;
            done.complete(
                    new Spoken(
                            bytes.toByteArray(),
                            known == null ? null : known.contentType(),
                            acceptedCharacters(),
                            requestId()));
        }
    }
}
