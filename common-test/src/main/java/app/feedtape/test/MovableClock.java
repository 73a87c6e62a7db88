package app.feedtape.test;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The machine's time plus an offset that only grows. Import {@link Wiring} and inject it: the
 * service's clock and `app_now()` of its schema move together. Moved time stays for the whole test
 * class; use a class of its own.
 */
public final class MovableClock extends Clock {
    private final ObjectProvider<DataSource> database;
    private volatile Duration offset = Duration.ZERO;

    private MovableClock(ObjectProvider<DataSource> database) {
        this.database = database;
    }

    /** `@Import(MovableClock.Wiring.class)` on a test makes this the only clock of the service. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class Wiring {
        @Bean
        @Primary
        MovableClock movableClock(ObjectProvider<DataSource> database) {
            return new MovableClock(database);
        }
    }

    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time goes forward: " + by);
        }
        offset = offset.plus(by);
        tellDatabase();
    }

    /** Moves to a moment that has not been passed yet. */
    public void set(Instant moment) {
        advance(Duration.between(instant(), moment));
    }

    Duration offset() {
        return offset;
    }

    void tellDatabase() {
        @Nullable DataSource source = database.getIfAvailable();
        if (source != null) {
            tell(source, offset);
        }
    }

    static void tell(DataSource source, Duration offset) {
        try (var connection = source.getConnection();
                var update = connection.prepareStatement("update clock_offset set offset_ms = ?")) {
            update.setLong(1, offset.toMillis());
            update.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException("The schema has no clock_offset row to move", failure);
        }
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(offset);
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
