package app.feedtape.world.web;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tells a service of what has happened, side by side and in no order, again and again until it is
 * taken: after half a second, and then longer.
 */
public final class Sending implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final int MOST_DOUBLINGS = 7;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Returns at once.
     *
     * @param request made anew for each try
     * @param isOver told of each outcome, a status or why there was none; whether that was the last
     */
    public void untilTaken(
            Supplier<HttpRequest> request, Predicate<String> isOver, int mostAttempts) {
        threads.execute(() -> {
            try {
                for (int attempt = 0; attempt < mostAttempts; attempt++) {
                    if (isOver.test(once(request.get()))) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(
                            FIRST_PAUSE_MILLIS << Math.min(attempt, MOST_DOUBLINGS));
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The status, or why there was none. */
    public String once(HttpRequest request) throws InterruptedException {
        try {
            return Integer.toString(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException unanswered) {
            return unanswered.getClass().getSimpleName();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
    }
}
