package app.feedtape.messaging.clock;

import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.MessagingAutoConfiguration;
import app.feedtape.web.WebSettings;
import app.feedtape.web.time.AdjustableClock;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** The clock control, present only where its topic is configured. */
@AutoConfiguration(after = {MessagingAutoConfiguration.class, StoredClockAutoConfiguration.class})
public class ClockAutoConfiguration {

    /**
     * Decided by value and not by condition, because ahead-of-time processing would freeze a
     * condition.
     */
    @Bean
    SmartLifecycle clockControl(
            WebSettings settings,
            Clock clock,
            ObjectProvider<OffsetStore> store,
            KafkaConnection connection) {
        if (settings.clockTopic().isBlank()) {
            return new NoClockControl();
        }
        if (settings.isProduction()) {
            throw new IllegalStateException("FEEDTAPE_CLOCK_TOPIC must not be set in production.");
        }
        if (!(clock instanceof AdjustableClock adjustable)) {
            throw new IllegalStateException("The clock of this service cannot be moved: " + clock);
        }
        return new ClockControl(
                settings.clockTopic(),
                adjustable,
                Optional.ofNullable(store.getIfAvailable()),
                connection);
    }

    /** Production. */
    private static final class NoClockControl implements SmartLifecycle {
        @Override
        public void start() {
            // Nothing moves the clock here.
        }

        @Override
        public void stop() {
            // Nothing was started.
        }

        @Override
        public boolean isRunning() {
            return false;
        }
    }
}
