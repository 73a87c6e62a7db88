package app.feedtape.gateway.edge;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client go that takes nothing at all of what was written to it, and keeps one that takes
 * little: a write may stand behind minutes of speech, so its own age says nothing.
 */
final class ListenerPatience extends ChannelDuplexHandler {

    private final long patienceNanos;
    private int pending;
    private long movedAt;
    private @Nullable Future<?> watch;

    ListenerPatience(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
            throws Exception {
        if (pending == 0) {
            movedAt = System.nanoTime();
        }
        pending++;
        ChannelPromise heard = promise.unvoid();
        heard.addListener(out -> {
            pending--;
            movedAt = System.nanoTime();
        });
        if (watch == null) {
            watch(ctx, patienceNanos);
        }
        super.write(ctx, message, heard);
    }

    /** One look at a time and not one per write: most writes are out at once. */
    private void watch(ChannelHandlerContext ctx, long nanos) {
        watch = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        watch = null;
        if (pending == 0) {
            return;
        }
        long left = movedAt + patienceNanos - System.nanoTime();
        if (left > 0) {
            watch(ctx, left);
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
        }
        super.channelInactive(ctx);
    }
}
