package app.feedtape.gateway.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.SignalType;

/**
 * How long requests take, by the line of the route table, method and status: {@code
 * http.server.requests}, as Spring's own observation says it, at a tenth of its cost. A tag with a
 * value per id would never stop growing, so whatever met no line is one.
 */
public final class RequestTimes {

    private static final String NO_LINE = "UNKNOWN";
    private static final String NONE = "none";

    /** As Spring says of an answer that nobody waited for. */
    private static final String GONE = "UNKNOWN";

    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    private record Kind(String method, String line, String status) {}

    RequestTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    /** A handler whose requests are timed from their first lines to the end of their answer. */
    public HttpHandler around(HttpHandler handler) {
        return (request, response) -> {
            long startedAt = System.nanoTime();
            return handler.handle(request, response)
                    .doFinally(end -> record(request, response, end, startedAt));
        };
    }

    private void record(
            ServerHttpRequest request,
            ServerHttpResponse response,
            SignalType end,
            long startedAt) {
        Visit visit = Visit.find(request);
        String status = end == SignalType.CANCEL ? GONE : status(response.getStatusCode());
        Kind kind =
                new Kind(
                        visit == null ? NO_LINE : request.getMethod().name(),
                        visit == null || !visit.hasRoute() ? NO_LINE : visit.route().path(),
                        status);
        timers.computeIfAbsent(kind, this::timer)
                .record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
    }

    private static String status(@Nullable HttpStatusCode said) {
        return said == null ? "200" : Integer.toString(said.value());
    }

    private Timer timer(Kind kind) {
        return Timer.builder("http.server.requests")
                .tag("method", kind.method())
                .tag("uri", kind.line())
                .tag("status", kind.status())
                .tag("outcome", outcome(kind.status()))
                .tag("exception", NONE)
                .tag("error", NONE)
                .register(meters);
    }

    private static String outcome(String status) {
        return switch (status.charAt(0)) {
            case '1' -> "INFORMATIONAL";
            case '2' -> "SUCCESS";
            case '3' -> "REDIRECTION";
            case '4' -> "CLIENT_ERROR";
            case '5' -> "SERVER_ERROR";
            default -> GONE;
        };
    }
}
