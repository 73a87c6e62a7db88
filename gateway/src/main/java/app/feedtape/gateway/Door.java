package app.feedtape.gateway;

import app.feedtape.gateway.edge.Edge;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.identity.Identity;
import app.feedtape.gateway.load.LoadShedding;
import app.feedtape.gateway.load.Place;
import app.feedtape.gateway.permission.KeyPlans;
import app.feedtape.gateway.permission.Permission;
import app.feedtape.gateway.quota.ApiCalls;
import app.feedtape.gateway.ratelimit.RateLimiting;
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

    private final Edge edge;
    private final LoadShedding shedding;
    private final Identity identity;
    private final Permission permission;
    private final KeyPlans keyPlans;
    private final RateLimiting limits;
    private final ApiCalls apiCalls;

    Door(
            Edge edge,
            LoadShedding shedding,
            Identity identity,
            Permission permission,
            KeyPlans keyPlans,
            RateLimiting limits,
            ApiCalls apiCalls) {
        this.edge = edge;
        this.shedding = shedding;
        this.identity = identity;
        this.permission = permission;
        this.keyPlans = keyPlans;
        this.limits = limits;
        this.apiCalls = apiCalls;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain rooms) {
        Visit visit = edge.receive(exchange);
        if (Edge.isPreflight(exchange)) {
            return edge.answerPreflight(exchange);
        }
        ServerWebExchange admitted = edge.admit(exchange, visit);
        return Mono.using(
                () -> shedding.enter(exchange, visit),
                place -> goOn(admitted, visit, rooms),
                Place::giveBack);
    }

    private Mono<Void> goOn(ServerWebExchange admitted, Visit visit, WebFilterChain rooms) {
        ServerHttpRequest request = admitted.getRequest();
        return identity.learn(visit, request.getHeaders())
                .then(
                        Mono.defer(() -> {
                            permission.check(
                                    visit,
                                    request.getMethod().name(),
                                    request.getURI().getRawPath());
                            return keyPlans.check(visit);
                        }))
                .then(Mono.defer(() -> limits.check(visit)))
                .then(Mono.defer(() -> apiCalls.check(visit)))
                .then(Mono.defer(() -> rooms.filter(admitted)));
    }
}
