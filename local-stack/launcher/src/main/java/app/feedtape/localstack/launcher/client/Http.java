package app.feedtape.localstack.launcher.client;

import app.feedtape.localstack.launcher.Refused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One origin, one caller. Redirects are not followed: they are part of what is shown and checked.
 * Who is told to slow down does so, and says it: a demo shown three times in a minute is one.
 */
public final class Http {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** The rate limits' window: somebody told to come back later than that is out of quota. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final int MOST_WAITS = 3;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(3))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    private final URI origin;
    private final Map<String, String> headers;

    private Http(URI origin, Map<String, String> headers) {
        this.origin = origin;
        this.headers = headers;
    }

    public static Http at(URI origin) {
        return new Http(origin, Map.of());
    }

    public Http with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new Http(origin, more);
    }

    public Http bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    public URI origin() {
        return origin;
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, @Nullable Object body) {
        return send(
                body == null
                        ? request(path).POST(BodyPublishers.noBody())
                        : json(path)
                                .POST(
                                        BodyPublishers.ofString(
                                                Answer.JSON.writeValueAsString(body))));
    }

    /** Posts, and notes when the first byte of the answer came and when all of it was there. */
    public Timed postTimed(String path, Object body) {
        var request =
                json(path).POST(BodyPublishers.ofString(Answer.JSON.writeValueAsString(body)));
        var first = new AtomicLong();
        long began = System.nanoTime();
        var answer = new Answer(exchange(request, _ -> new NotedBody(first)));
        long end = System.nanoTime();
        return new Timed(
                answer, Duration.ofNanos(first.get() - began), Duration.ofNanos(end - began));
    }

    public Answer postForm(String path, String form) {
        return send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)));
    }

    public Answer patch(String path, Object body) {
        return send(
                json(path)
                        .method(
                                "PATCH",
                                BodyPublishers.ofString(Answer.JSON.writeValueAsString(body))));
    }

    private HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        var builder = HttpRequest.newBuilder(origin.resolve(path)).timeout(PATIENCE);
        headers.forEach(builder::header);
        return builder;
    }

    private Answer send(HttpRequest.Builder request) {
        return new Answer(exchange(request, BodyHandlers.ofByteArray()));
    }

    private HttpResponse<byte[]> exchange(
            HttpRequest.Builder request, HttpResponse.BodyHandler<byte[]> body) {
        try {
            HttpResponse<byte[]> answer = CLIENT.send(request.build(), body);
            for (int waits = 0; waits < MOST_WAITS && mayComeBack(answer); waits++) {
                slowDown(answer);
                answer = CLIENT.send(request.build(), body);
            }
            return answer;
        } catch (IOException away) {
            throw new Refused(
                    "%s does not answer (%s). Is the stack up? ./feedtape up"
                            .formatted(origin, away),
                    away);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted", interrupted);
        }
    }

    private static boolean mayComeBack(HttpResponse<?> answer) {
        return answer.statusCode() == 429
                && answer.headers().firstValueAsLong("Retry-After").stream()
                        .anyMatch(seconds -> seconds <= LONGEST_WAIT.toSeconds());
    }

    private static void slowDown(HttpResponse<?> answer) throws InterruptedException {
        long seconds = answer.headers().firstValueAsLong("Retry-After").orElseThrow();
        System.err.printf("  asked to slow down: going on in %d s%n", seconds);
        Thread.sleep(Duration.ofSeconds(seconds));
    }
}
