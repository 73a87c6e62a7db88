package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorBody;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the HTTP decoder refuses before there is a request to speak of (bad framing, a line or
 * headers too long) gets the envelope too, and the connection ends: what follows on it cannot be
 * trusted.
 */
@Sharable
final class WireErrors extends ChannelOutboundHandlerAdapter {

    private final JsonMapper json;

    WireErrors(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
            throws Exception {
        if (message instanceof FullHttpResponse response
                && response.status().code() >= 400
                && !response.headers().contains(RequestContext.REQUEST_ID_HEADER)) {
            FullHttpResponse envelope = envelope(response);
            LingeringClose.expect(ctx.channel());
            ReferenceCountUtil.release(response);
            super.write(ctx, envelope, promise);
        } else {
            if (message instanceof HttpResponse response
                    && response.status().code() >= 400
                    && response.headers()
                            .containsValue(
                                    HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
                LingeringClose.expect(ctx.channel());
            }
            super.write(ctx, message, promise);
        }
    }

    private FullHttpResponse envelope(FullHttpResponse response) {
        RequestContext context = RequestContext.accept(null, null);
        Refusal refusal = refusal(response.status().code());
        ByteBuf body =
                Unpooled.wrappedBuffer(
                        json.writeValueAsBytes(ErrorBody.of(refusal, context.requestId())));
        FullHttpResponse envelope =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, response.status(), body);
        envelope.headers()
                .set(RequestContext.REQUEST_ID_HEADER, context.requestId())
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return envelope;
    }

    private static Refusal refusal(int status) {
        return switch (status) {
            case 408 ->
                    ErrorCode.MALFORMED_REQUEST.because(
                            "The request did not arrive whole in time.");
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE.because("The request is too large.");
            case 414 -> ErrorCode.URI_TOO_LONG.because("The address is too long.");
            case 431 -> ErrorCode.HEADERS_TOO_LARGE.because("The headers are too large.");
            default -> ErrorCode.MALFORMED_REQUEST.because("The request cannot be understood.");
        };
    }
}
