package app.feedtape.gateway.proxy;

import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * All connections to a service are in use. That says how many callers we have and nothing about the
 * service, so its breaker does not hear of it.
 */
final class NoConnectionFree {

    private NoConnectionFree() {}

    static boolean explains(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PoolAcquireTimeoutException
                    || cause instanceof PoolAcquirePendingLimitException) {
                return true;
            }
        }
        return false;
    }
}
