package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.UpstreamFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;

/**
 * Passes on the body of what a service answered. A short one is gathered and goes out in one write
 * with its head; one that is long, or of unknown length, as it comes; sound is flushed as it comes.
 */
final class AnsweringFilter implements GlobalFilter, Ordered {

    /** No more than a connection reads at once. */
    private static final long SHORT_BYTES = 16 * 1024;

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange)
                .then(Mono.defer(() -> write(exchange)))
                .doFinally(end -> letGo(exchange, end));
    }

    /** A connection whose answer nobody takes to its end is of no further use. */
    private static void letGo(ServerWebExchange exchange, SignalType end) {
        Connection connection = connection(exchange);
        if (connection != null && end != SignalType.ON_COMPLETE) {
            connection.dispose();
        }
    }

    private static @Nullable Connection connection(ServerWebExchange exchange) {
        return exchange.getAttribute(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR);
    }

    private static Mono<Void> write(ServerWebExchange exchange) {
        Connection connection = connection(exchange);
        if (connection == null) {
            return Mono.empty();
        }
        ServerHttpResponse response = exchange.getResponse();
        NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
        Flux<ByteBuf> body = connection.inbound().receive().retain();
        HttpHeaders headers = response.getHeaders();
        if (isStreamed(headers.getFirst(HttpHeaders.CONTENT_TYPE))) {
            return response.writeAndFlushWith(body.map(buffers::wrap).map(Flux::just));
        }
        boolean isShort =
                exchange.getRequest().getMethod() != HttpMethod.HEAD
                        && headers.containsHeader(HttpHeaders.CONTENT_LENGTH)
                        && headers.getContentLength() <= SHORT_BYTES;
        return isShort
                ? response.writeWith(gather(body).<DataBuffer>map(buffers::wrap))
                : response.writeWith(body.map(buffers::wrap));
    }

    private static boolean isStreamed(@Nullable String type) {
        return type != null && (type.startsWith("audio/") || type.startsWith("text/event-stream"));
    }

    /** Nothing of it is out yet when it breaks, so that can still be said. */
    private static Mono<ByteBuf> gather(Flux<ByteBuf> body) {
        return body.collectList()
                .doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease)
                .onErrorMap(broken -> UpstreamFailure.unavailable("broke off", broken))
                .filter(parts -> !parts.isEmpty())
                .map(AnsweringFilter::join);
    }

    private static ByteBuf join(List<ByteBuf> parts) {
        return parts.size() == 1
                ? parts.getFirst()
                : Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new));
    }
}
