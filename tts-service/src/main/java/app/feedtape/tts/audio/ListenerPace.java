package app.feedtape.tts.audio;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Hands sound to one listener, who may take it at the speed of speech and pause for a while: a
 * stream costs a connection, memory and characters set aside. Whoever falls behind half the speed
 * of speech by more than the patience gets no more of it; what was paid is there to be asked for
 * again. Reading nothing at all ends by the write timeout of the connection, which is the same.
 */
public final class ListenerPace {

    private static final int PIECE = 16 * 1024;

    private final OutputStream out;
    private final Duration patience;
    private final int slowestBytesPerSecond;
    private final LongSupplier nanoTime;
    private long waitedNanos;
    private long taken;

    ListenerPace(
            OutputStream out, Duration patience, int slowestBytesPerSecond, LongSupplier nanoTime) {
        this.out = out;
        this.patience = patience;
        this.slowestBytesPerSecond = slowestBytesPerSecond;
        this.nanoTime = nanoTime;
    }

    /**
     * Writes all of it.
     *
     * @throws TooSlow when the listener is far behind
     * @throws IOException when the listener has gone
     */
    public void hand(byte[] bytes, int count) throws IOException {
        for (int at = 0; at < count; at += PIECE) {
            int length = Math.min(PIECE, count - at);
            long started = nanoTime.getAsLong();
            out.write(bytes, at, length);
            out.flush();
            waitedNanos += nanoTime.getAsLong() - started;
            taken += length;
            requireInTime();
            // A write that never blocks gives nobody else a turn: hundreds who read fast would keep
            // those waiting who have a database connection in hand.
            Thread.yield();
        }
    }

    private void requireInTime() throws IOException {
        Duration due = patience.plusSeconds(taken / slowestBytesPerSecond);
        if (waitedNanos > due.toNanos()) {
            throw new TooSlow();
        }
    }

    /** The listener is still there: the transfer has to be broken off, never ended. */
    public static final class TooSlow extends IOException {

        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("The listener is too slow");
        }
    }
}
