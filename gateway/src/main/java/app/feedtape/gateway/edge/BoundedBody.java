package app.feedtape.gateway.edge;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

/**
 * A request body that ends in a refusal once it is longer than its route allows, and tells when all
 * of it has been passed on.
 */
final class BoundedBody extends ServerHttpRequestDecorator {

    private final long maximumBytes;
    private final Sinks.Empty<Void> whole = Sinks.empty();

    BoundedBody(ServerHttpRequest request, long maximumBytes) {
        super(request);
        this.maximumBytes = maximumBytes;
    }

    /** Completes with the body's end. */
    Mono<Void> whole() {
        return whole.asMono();
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return Flux.defer(() -> {
            long[] seen = {0};
            return super.getBody()
                    .onErrorMap(ClientGone::new)
                    .<DataBuffer>handle((buffer, sink) -> count(buffer, sink, seen))
                    .doOnComplete(whole::tryEmitEmpty);
        });
    }

    private void count(DataBuffer buffer, SynchronousSink<DataBuffer> sink, long[] seen) {
        seen[0] += buffer.readableByteCount();
        if (seen[0] > maximumBytes) {
            DataBufferUtils.release(buffer);
            sink.error(BodyRules.tooLarge());
        } else {
            sink.next(buffer);
        }
    }
}
