package app.feedtape.gateway.edge;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Reads on when an answer is out. Reactor Netty 1.3.7 forgets to where a request had to wait for
 * the end of the one before and is then answered at once (reactor-netty issue 4361): everything
 * later on that connection would hang, past every time-out. One read too many only brings the next
 * request a moment sooner.
 */
@Sharable
final class ReadOn extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
            throws Exception {
        if (!(message instanceof LastHttpContent)) {
            super.write(ctx, message, promise);
            return;
        }
        ChannelPromise heard = promise.unvoid();
        heard.addListener(out -> ctx.executor().execute(ctx::read));
        super.write(ctx, message, heard);
    }
}
