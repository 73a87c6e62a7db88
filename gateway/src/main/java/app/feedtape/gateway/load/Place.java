package app.feedtape.gateway.load;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * One call's place at a service, from the door to the first byte of the answer. It is lent to
 * others while the client takes its time with the request's body: nobody fills a service by sending
 * slowly.
 */
public final class Place {

    private static final String ATTRIBUTE = Place.class.getName();

    private static final Place NOWHERE = new Place(null, null, 0);

    private enum State {
        TAKEN,
        LENT,
        GIVEN_BACK
    }

    private final @Nullable ServiceLoad load;
    private final @Nullable UsualTime usual;
    private final long enteredAt;
    private final AtomicReference<State> state = new AtomicReference<>(State.TAKEN);
    private volatile long askedAt;

    private Place(@Nullable ServiceLoad load, @Nullable UsualTime usual, long enteredAt) {
        this.load = load;
        this.usual = usual;
        this.enteredAt = enteredAt;
        this.askedAt = enteredAt;
    }

    static Place at(ServiceLoad load, UsualTime usual, long now) {
        return new Place(load, usual, now);
    }

    /** Of a call that no service's load counts. */
    static Place nowhere() {
        return NOWHERE;
    }

    void attachTo(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    /** The place of a request that came through the door. */
    public static Place of(ServerWebExchange exchange) {
        Place place = exchange.getAttribute(ATTRIBUTE);
        return place == null ? nowhere() : place;
    }

    /** The request's body is not whole yet. */
    public void lend() {
        if (load != null && state.compareAndSet(State.TAKEN, State.LENT)) {
            load.leave();
        }
    }

    /** The service has been asked in full: from here on it is its time that passes. */
    public void asked() {
        askedAt = System.nanoTime();
        if (load != null && state.compareAndSet(State.LENT, State.TAKEN)) {
            load.reenter();
        }
    }

    /** The answer has begun, or its time is over. */
    public void answered() {
        if (load != null && usual != null && state.get() == State.TAKEN) {
            long now = System.nanoTime();
            load.answered(usual, enteredAt, now - askedAt, now);
        }
        giveBack();
    }

    /** However it ended; once is enough. */
    public void giveBack() {
        if (load != null && state.getAndSet(State.GIVEN_BACK) == State.TAKEN) {
            load.leave();
        }
    }
}
