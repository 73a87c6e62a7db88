package app.feedtape.world.clock;

import app.feedtape.world.state.StateFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Moves the world's clock first and every service's after it, one move at a time. */
public final class ClockControl implements AutoCloseable {

    private record Remembered(long revision, long offsetMillis) {}

    /** Where the clock stands after a move, and who has not confirmed it in time. */
    record Moved(
            long revision,
            Duration offset,
            Instant now,
            List<String> confirmed,
            List<String> missing) {}

    private final WorldClock clock;
    private final StateFile<Remembered> file;
    private final Optional<ClockTopic> topic;
    private long revision;

    public ClockControl(Path directory, WorldClock clock, Optional<ClockTopic> topic) {
        this.clock = clock;
        this.topic = topic;
        this.file = new StateFile<>(directory, "clock.json", Remembered.class);
        file.load().ifPresent(this::remember);
    }

    private void remember(Remembered before) {
        revision = before.revision();
        clock.moveTo(Duration.ofMillis(before.offsetMillis()));
    }

    synchronized Moved move(ClockMove move) {
        boolean reset = move instanceof ClockMove.Reset;
        Duration offset =
                switch (move) {
                    case ClockMove.Forward forward -> clock.offset().plus(forward.by());
                    case ClockMove.Reset _ -> Duration.ZERO;
                };
        revision++;
        // Whole milliseconds, because that is what the topic carries: all clocks agree to the last
        // digit.
        clock.moveTo(Duration.ofMillis(offset.toMillis()));
        file.save(new Remembered(revision, clock.offset().toMillis()));
        List<String> missing =
                topic.map(services -> services.publish(revision, clock.offset().toMillis(), reset))
                        .orElse(List.of());
        TreeSet<String> confirmed =
                new TreeSet<>(topic.map(ClockTopic::confirmations).orElse(List.of()));
        missing.forEach(confirmed::remove);
        return new Moved(
                revision, clock.offset(), clock.instant(), List.copyOf(confirmed), missing);
    }

    synchronized Moved now() {
        return new Moved(revision, clock.offset(), clock.instant(), List.of(), List.of());
    }

    Instant instant() {
        return clock.instant();
    }

    @Override
    public void close() {
        topic.ifPresent(ClockTopic::close);
    }
}
