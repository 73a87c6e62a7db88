package app.feedtape.gateway.edge;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose first lines of a request are not whole in time: until then there is no
 * request whose time-outs could count, and every byte would be a reason to wait for another one.
 * Stands before the HTTP decoder, where bytes come by; {@link #requests()} stands behind it.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private final Duration patience;
    private boolean headBegun;
    private boolean readingBody;
    private int unanswered;
    private @Nullable Future<?> deadline;

    HeadDeadline(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        headBegun |= !readingBody;
        super.channelRead(ctx, message);
        // Ordinary first lines come in one piece and need no timer.
        if (headBegun && deadline == null) {
            startWaiting(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        stopWaiting();
        super.channelInactive(ctx);
    }

    private void startWaiting(ChannelHandlerContext ctx) {
        deadline =
                ctx.executor()
                        .schedule(() -> late(ctx), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** While an answer is under way nothing may have been read of what stands behind it. */
    private void late(ChannelHandlerContext ctx) {
        if (unanswered > 0) {
            startWaiting(ctx);
        } else {
            ctx.close();
        }
    }

    /** What the decoder makes of the bytes, and what is answered. */
    ChannelDuplexHandler requests() {
        return new Requests();
    }

    private final class Requests extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            if (message instanceof HttpRequest) {
                stopWaiting();
                headBegun = false;
                readingBody = true;
                unanswered++;
            }
            if (message instanceof LastHttpContent) {
                readingBody = false;
            }
            super.channelRead(ctx, message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
                throws Exception {
            if (message instanceof LastHttpContent && !isInterim(message)) {
                unanswered--;
            }
            super.write(ctx, message, promise);
        }

        private static boolean isInterim(Object message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
    }
}
