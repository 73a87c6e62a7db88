package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.Visit;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Calls the service and takes the head of its answer. In place of Spring Cloud Gateway's own such
 * filter, which copies headers three times and sends every request as a stream, also those without
 * a body (docs/decisions/0113).
 */
final class CallingFilter implements GlobalFilter, Ordered {

    private final Connections connections;

    CallingFilter(Connections connections) {
        this.connections = connections;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Visit visit = Visit.of(exchange);
        ServerHttpRequest request = exchange.getRequest();
        URI address =
                exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
        RequestSender call =
                connections
                        .of(visit)
                        .headers(headers -> ForwardedHeaders.write(request, visit, headers))
                        .request(HttpMethod.valueOf(request.getMethod().name()))
                        .uri(address);
        boolean hasBody = visit.bodyIsWhole() != null;
        return (hasBody
                        ? call.send((out, outbound) ->
                                outbound.send(
                                        request.getBody().map(NettyDataBufferFactory::toByteBuf)))
                        : call)
                .responseConnection((answer, connection) -> take(exchange, answer, connection))
                .then();
    }

    private static Publisher<Void> take(
            ServerWebExchange exchange, HttpClientResponse answer, Connection connection) {
        exchange.getAttributes().put(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR, connection);
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(answer.status().code()));
        ReturnedHeaders.write(Visit.of(exchange), answer.responseHeaders(), response.getHeaders());
        return Mono.empty();
    }
}
