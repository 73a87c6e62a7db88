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
import org.springframework.core.Ordered;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Hands what a service answers to Spring Cloud Gateway's filters. The route was found at the edge
 * already, so nothing is matched again.
 */
final class ProxyMapping extends AbstractHandlerMapping {

    private final FilteringWebHandler handler;
    private final Map<app.feedtape.gateway.route.Route, Route> routes = new IdentityHashMap<>();

    ProxyMapping(
            List<app.feedtape.gateway.route.Route> table,
            List<GlobalFilter> filters,
            ServiceAddresses addresses) {
        this.handler = new FilteringWebHandler(filters, true);
        for (app.feedtape.gateway.route.Route line : table) {
            if (line.target() != Target.HERE) {
                routes.put(line, translate(line, addresses));
            }
        }
        setOrder(Ordered.HIGHEST_PRECEDENCE);
    }

    private static Route translate(
            app.feedtape.gateway.route.Route line, ServiceAddresses addresses) {
        return Route.async()
                .id(line.name())
                .uri(addresses.of(line.target()))
                .predicate(exchange -> true)
                .build();
    }

    @Override
    protected Mono<?> getHandlerInternal(ServerWebExchange exchange) {
        // The management port asks the same mappings; nothing is proxied there.
        Visit visit = Visit.find(exchange);
        Route route = visit == null ? null : routes.get(visit.route());
        if (route == null) {
            return Mono.empty();
        }
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, route);
        return Mono.just(handler);
    }
}
