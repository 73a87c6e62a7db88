package app.feedtape.tts.voices;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The voices of one moment.
 *
 * @param offered in order of language and preference
 * @param former by id: not offered, but requests and settings may still name them
 */
record Stock(List<Voice> offered, Map<String, Voice> former) {

    static final Comparator<Voice> ORDER =
            Comparator.comparing(Voice::language)
                    .thenComparingInt(CommittedVoices::rank)
                    .thenComparing(Voice::id);

    /** What is believed until somebody was asked. */
    static Stock committed() {
        return new Stock(CommittedVoices.IN_ORDER, Map.of());
    }

    /** With voices that were offered at some time. */
    Stock knowing(List<Voice> earlier) {
        Map<String, Voice> more = new LinkedHashMap<>(former);
        earlier.forEach(voice -> more.put(voice.id(), voice));
        offered.forEach(voice -> more.remove(voice.id()));
        return new Stock(offered, Map.copyOf(more));
    }

    /** With these and no others; a committed voice that the provider has not is a former one. */
    Stock offering(List<Voice> now) {
        return new Stock(now.stream().sorted(ORDER).toList(), former).knowing(offered);
    }

    Optional<Voice> find(String id) {
        return offered.stream()
                .filter(voice -> voice.id().equals(id))
                .findFirst()
                .or(() -> Optional.ofNullable(former.get(id)));
    }
}
