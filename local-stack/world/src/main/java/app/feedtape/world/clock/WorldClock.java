package app.feedtape.world.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time in the local world: the machine's, moved forward by an offset that all services share.
 */
public final class WorldClock extends Clock {

    private final Clock machine;
    private final ZoneId zone;
    private volatile Duration offset = Duration.ZERO;

    public WorldClock(Clock machine) {
        this(machine, ZoneOffset.UTC);
    }

    private WorldClock(Clock machine, ZoneId zone) {
        this.machine = machine;
        this.zone = zone;
    }

    void moveTo(Duration newOffset) {
        offset = newOffset;
    }

    Duration offset() {
        return offset;
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** A clock in another zone would not follow later moves, so there is none. */
    @Override
    public Clock withZone(ZoneId other) {
        throw new UnsupportedOperationException("The world's clock is in UTC");
    }
}
