package app.feedtape.world.polly;

import app.feedtape.world.state.StateFile;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Characters charged by UTC day, as on a bill: kept over restarts where there is a folder. */
final class Charges {

    private record Bill(Map<LocalDate, Long> days) {}

    private final Optional<StateFile<Bill>> file;
    private final Map<LocalDate, Long> days = new TreeMap<>();

    Charges(Optional<java.nio.file.Path> directory) {
        file = directory.map(it -> new StateFile<>(it, "polly-charges.json", Bill.class));
        file.flatMap(StateFile::load).ifPresent(bill -> days.putAll(bill.days()));
    }

    synchronized void add(Instant at, int characters) {
        if (characters > 0) {
            days.merge(LocalDate.ofInstant(at, ZoneOffset.UTC), (long) characters, Long::sum);
            file.ifPresent(it -> it.save(new Bill(days)));
        }
    }

    /** Days that begin in this time. */
    synchronized Map<LocalDate, Long> between(Instant from, Instant to) {
        Map<LocalDate, Long> found = new TreeMap<>();
        days.forEach((day, characters) -> {
            Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            if (!start.isBefore(from) && start.isBefore(to)) {
                found.put(day, characters);
            }
        });
        return found;
    }

    synchronized void clear() {
        days.clear();
    }
}
