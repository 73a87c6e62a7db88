package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.Target;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Hands what a service answers to Spring Cloud Gateway's filters, and the rest to the controllers.
 * The route was found at the edge already, so nothing is matched again, and the management port
 * knows nothing of it.
 */
public final class Proxying {

    private final FilteringWebHandler handler;
    private final Map<app.feedtape.gateway.route.Route, Route> routes = new IdentityHashMap<>();

    Proxying(
            List<app.feedtape.gateway.route.Route> table,
            List<GlobalFilter> filters,
            ServiceAddresses addresses) {
        this.handler = new FilteringWebHandler(filters, true);
        for (app.feedtape.gateway.route.Route line : table) {
            if (line.target() != Target.HERE) {
                routes.put(line, translate(line, addresses));
            }
        }
    }

    private static Route translate(
            app.feedtape.gateway.route.Route line, ServiceAddresses addresses) {
        return Route.async()
                .id(line.name())
                .uri(addresses.of(line.target()))
                .predicate(exchange -> true)
                .build();
    }

    /** Lets a request that passed the door into its room. */
    public Mono<Void> pass(ServerWebExchange exchange, Visit visit, WebFilterChain controllers) {
        Route route = routes.get(visit.route());
        if (route == null) {
            return controllers.filter(exchange);
        }
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, route);
        return handler.handle(exchange);
    }
}
