package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.Visit;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.filter.NettyRoutingFilter;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.client.HttpClient;

/** Calls the service: for sound on connections of their own, so that listeners starve nobody. */
final class CallingFilter extends NettyRoutingFilter {

    private final HttpClient sound;

    CallingFilter(
            HttpClient ordinary,
            HttpClient sound,
            ObjectProvider<List<HttpHeadersFilter>> headers,
            HttpClientProperties properties) {
        super(ordinary, headers, properties);
        this.sound = sound;
    }

    @Override
    protected HttpClient getHttpClient(Route route, ServerWebExchange exchange) {
        return Visit.of(exchange).route().sound() ? sound : super.getHttpClient(route, exchange);
    }
}
