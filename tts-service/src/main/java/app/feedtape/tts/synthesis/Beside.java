package app.feedtape.tts.synthesis;

import app.feedtape.web.request.RequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What is found out on a thread of its own while its caller does something else. The caller must
 * have no transaction open: a second connection would be waited for with one in hand.
 */
final class Beside<T> {

    private final CompletableFuture<T> found = new CompletableFuture<>();

    private Beside() {}

    static <T> Beside<T> of(Supplier<T> work) {
        Beside<T> beside = new Beside<>();
        RequestContext context = RequestContext.current();
        Thread.ofVirtual()
                .name("beside")
                .start(() -> {
                    try (RequestContext.Scope _ = context.open()) {
                        beside.found.complete(work.get());
                    } catch (Throwable failure) {
                        // An Error too: whoever waits for it waits for nothing else.
                        beside.found.completeExceptionally(failure);
                    }
                });
        return beside;
    }

    /** Waits for it; what it threw is thrown here. */
    T get() {
        return BookedSounds.join(found);
    }

    /** Waits for it, and does this with it unless it failed. */
    void whenFound(Consumer<T> then) {
        found.handle(
                        (value, failure) -> {
                            if (failure == null) {
                                then.accept(value);
                            }
                            return failure == null;
                        })
                .join();
    }
}
