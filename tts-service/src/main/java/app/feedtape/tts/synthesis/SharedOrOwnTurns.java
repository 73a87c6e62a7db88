package app.feedtape.tts.synthesis;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shared budget, and while nobody can be asked for it the fixed share of it. */
final class SharedOrOwnTurns implements Turns {

    private static final Logger LOG = LoggerFactory.getLogger(SharedOrOwnTurns.class);
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Turns shared;
    private final OwnTurns own;
    private boolean away;
    private long askAgainAt;

    SharedOrOwnTurns(Turns shared, OwnTurns own) {
        this.shared = shared;
        this.own = own;
    }

    @Override
    public synchronized Grant take(Ask ask) {
        if (away && System.nanoTime() - askAgainAt < 0) {
            return own.take(ask);
        }
        try {
            Grant grant = shared.take(ask);
            away = false;
            return grant;
        } catch (RuntimeException failure) {
            if (!away) {
                LOG.warn("Turns with the provider by this instance's own share", failure);
                own.restart();
            }
            away = true;
            askAgainAt = System.nanoTime() + ASK_AGAIN_NANOS;
            return own.take(ask);
        }
    }
}
