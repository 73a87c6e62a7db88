package app.feedtape.web.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock every service asks: the machine's time plus an offset. In production nothing ever sets
 * the offset; where a clock topic is configured (local stack, system tests) all services move it
 * together.
 */
public final class AdjustableClock extends Clock {

    private final Clock base;
    private volatile Duration offset = Duration.ZERO;

    public AdjustableClock(Clock base) {
        this.base = base;
    }

    /** A clock that says the machine's UTC time. */
    public static AdjustableClock system() {
        return new AdjustableClock(Clock.systemUTC());
    }

    /** From now on this far ahead of the machine's time. */
    public void offsetBy(Duration offset) {
        this.offset = offset;
    }

    public Duration offset() {
        return offset;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
