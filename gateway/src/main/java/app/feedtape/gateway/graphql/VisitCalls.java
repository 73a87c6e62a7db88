package app.feedtape.gateway.graphql;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.me.ServiceParts;
import app.feedtape.gateway.permission.Permission;
import app.feedtape.gateway.proxy.RefusedByService;
import app.feedtape.gateway.proxy.ServiceReads;
import app.feedtape.gateway.quota.ApiCalls;
import app.feedtape.gateway.ratelimit.RateLimiting;
import app.feedtape.gateway.route.Lookup.Found;
import app.feedtape.gateway.route.Route;
import app.feedtape.gateway.route.RouteTable;
import app.feedtape.gateway.route.Target;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;

/**
 * The calls that one query stands for. Each is let in as it would be by itself: by permission, by
 * the limit and by the day's quota of the route it stands for. What the query itself has taken at
 * the door is the first one's.
 */
final class VisitCalls implements ServiceParts {

    /** So that the parts that are there arrive within two seconds. */
    private static final Duration PATIENCE = Duration.ofMillis(1800);

    private static final String METHOD = "GET";

    private final Visit visit;
    private final Doors doors;
    private final AtomicBoolean isFirst = new AtomicBoolean(true);
    private final Map<String, Mono<JsonNode>> reads = new ConcurrentHashMap<>();
    private final Sinks.Empty<Void> over = Sinks.empty();

    VisitCalls(Visit visit, Doors doors) {
        this.visit = visit;
        this.doors = doors;
    }

    /** What a call has to come by. */
    record Doors(
            RouteTable routes,
            Permission permission,
            RateLimiting limits,
            ApiCalls apiCalls,
            ServiceReads services) {}

    Visit visit() {
        return visit;
    }

    /** Lets the call in, or refuses it, and reads what it is answered. */
    <T> Mono<T> make(String path, Mono<T> reading) {
        Route route = route(path);
        return Mono.<Void>defer(
                        () -> {
                            doors.permission().check(visit, route, METHOD, path);
                            boolean isPaid =
                                    route.scope() == visit.route().scope()
                                            && isFirst.getAndSet(false);
                            return isPaid
                                    ? Mono.empty()
                                    : doors.limits().check(visit, route.scope());
                        })
                .then(Mono.defer(() -> doors.apiCalls().check(visit, route)))
                .then(reading)
                .takeUntilOther(over.asMono())
                .onErrorMap(RefusedByService.class, RefusedByService::refusal);
    }

    private Route route(String path) {
        if (doors.routes().find(METHOD, path) instanceof Found(Route route)) {
            return route;
        }
        throw new IllegalStateException("No route for " + path);
    }

    /** Several fields may be made of the same answer: it is read once. */
    @Override
    public Mono<JsonNode> read(Target target, String path) {
        return reads.computeIfAbsent(
                target + path,
                it ->
                        doors.services()
                                .read(visit, target, path, PATIENCE)
                                .takeUntilOther(over.asMono())
                                .cache());
    }

    /** Nobody waits for an answer any more: what is still being read is let go. */
    void end() {
        over.tryEmitEmpty();
    }
}
