package app.feedtape.gateway;

import app.feedtape.gateway.edge.Edge;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.identity.Identity;
import app.feedtape.gateway.load.LoadShedding;
import app.feedtape.gateway.load.Place;
import app.feedtape.gateway.permission.KeyPlans;
import app.feedtape.gateway.permission.Permission;
import app.feedtape.gateway.proxy.Proxying;
import app.feedtape.gateway.quota.ApiCalls;
import app.feedtape.gateway.ratelimit.RateLimiting;
import java.util.function.Supplier;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The way of every request: received, admitted, given a place (or sent away, when there is too much
 * to do), identified, permitted, counted (per time, then per day), and only then let into a room.
 * Each step refuses by itself.
 */
final class Door implements WebFilter {

    private static final Mono<Void> DONE = Mono.empty();

    private final Edge edge;
    private final LoadShedding shedding;
    private final Identity identity;
    private final Permission permission;
    private final KeyPlans keyPlans;
    private final RateLimiting limits;
    private final ApiCalls apiCalls;
    private final Proxying proxying;

    Door(
            Edge edge,
            LoadShedding shedding,
            Identity identity,
            Permission permission,
            KeyPlans keyPlans,
            RateLimiting limits,
            ApiCalls apiCalls,
            Proxying proxying) {
        this.edge = edge;
        this.shedding = shedding;
        this.identity = identity;
        this.permission = permission;
        this.keyPlans = keyPlans;
        this.limits = limits;
        this.apiCalls = apiCalls;
        this.proxying = proxying;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain controllers) {
        Visit visit = edge.receive(exchange);
        if (Edge.isPreflight(exchange)) {
            return edge.answerPreflight(exchange);
        }
        ServerWebExchange admitted = edge.admit(exchange, visit);
        return Mono.using(
                () -> shedding.enter(exchange, visit),
                place -> goOn(admitted, visit, controllers),
                Place::giveBack);
    }

    private Mono<Void> goOn(ServerWebExchange admitted, Visit visit, WebFilterChain controllers) {
        ServerHttpRequest request = admitted.getRequest();
        Mono<Void> known = identity.learn(visit, request.getHeaders());
        return after(
                known,
                () -> {
                    permission.check(
                            visit, request.getMethod().name(), request.getURI().getRawPath());
                    return after(
                            keyPlans.check(visit),
                            () ->
                                    limits.check(visit)
                                            .then(
                                                    Mono.defer(() ->
                                                            after(
                                                                    apiCalls.check(visit),
                                                                    () ->
                                                                            proxying.pass(
                                                                                    admitted,
                                                                                    visit,
                                                                                    controllers)))));
                });
    }

    /** Most steps are done when they return, and then nothing has to wait for them. */
    private static Mono<Void> after(Mono<Void> step, Supplier<Mono<Void>> next) {
        return step == DONE ? next.get() : step.then(Mono.defer(next));
    }
}
