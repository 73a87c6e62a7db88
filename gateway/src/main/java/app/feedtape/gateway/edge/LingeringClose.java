package app.feedtape.gateway.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request was refused half read so that the refusal arrives: a socket
 * that is closed with bytes unread resets the connection, and the client never sees why (RFC 9112,
 * 9.6). What still comes is thrown away for a moment, and not for longer.
 */
final class LingeringClose extends ChannelDuplexHandler {

    private static final AttributeKey<Boolean> REFUSED =
            AttributeKey.valueOf(LingeringClose.class, "refused");
    private static final long MAXIMUM_MILLIS = 500;

    private boolean lingering;

    static void expect(Channel channel) {
        channel.attr(REFUSED).set(true);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        if (lingering
                || !ctx.channel().isActive()
                || ctx.channel().attr(REFUSED).get() == null
                || !(ctx.channel() instanceof DuplexChannel channel)) {
            super.close(ctx, promise);
            return;
        }
        lingering = true;
        channel.shutdownOutput();
        channel.config().setAutoRead(true);
        ctx.executor().schedule(() -> ctx.close(promise), MAXIMUM_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (lingering) {
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(ctx, message);
        }
    }
}
