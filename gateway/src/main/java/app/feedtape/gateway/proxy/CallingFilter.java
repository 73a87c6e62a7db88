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

/**
 * Calls the service: for sound and for webhooks on connections of their own, so that listeners who
 * read slowly and stores that tell a great deal at once starve nobody.
 */
final class CallingFilter extends NettyRoutingFilter {

    private final HttpClient sound;
    private final HttpClient webhooks;

    CallingFilter(
            HttpClient ordinary,
            HttpClient sound,
            HttpClient webhooks,
            ObjectProvider<List<HttpHeadersFilter>> headers,
            HttpClientProperties properties) {
        super(ordinary, headers, properties);
        this.sound = sound;
        this.webhooks = webhooks;
    }

    @Override
    protected HttpClient getHttpClient(Route route, ServerWebExchange exchange) {
        return switch (Visit.of(exchange).route().lane()) {
            case ORDINARY -> super.getHttpClient(route, exchange);
            case SOUND -> sound;
            case WEBHOOKS -> webhooks;
        };
    }
}
