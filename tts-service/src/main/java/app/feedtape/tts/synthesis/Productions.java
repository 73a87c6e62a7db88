package app.feedtape.tts.synthesis;

import app.feedtape.tts.synthesis.Admission.Admitted;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;

/** The listenings being made in this process. */
@Component
class Productions {

    private final ConcurrentMap<UUID, Production> running = new ConcurrentHashMap<>();
    private final SegmentSounds sounds;
    private final SegmentCommit books;

    Productions(SegmentSounds sounds, SegmentCommit books, MeterRegistry metrics) {
        this.sounds = sounds;
        this.books = books;
        metrics.gaugeMapSize("feedtape.speech.running", Tags.empty(), running);
    }

    /** Begins one, with one listener. */
    Production begin(Admitted admitted) {
        Production production = new Production(admitted, sounds, books);
        UUID id = admitted.listening().audioId();
        running.put(id, production);
        Thread.ofVirtual()
                .name("speech")
                .start(() -> {
                    try {
                        production.run();
                    } finally {
                        running.remove(id, production);
                    }
                });
        return production;
    }

    /** Ends all that are made for an account. */
    void endAll(UUID accountId) {
        running.values().stream()
                .filter(production -> production.listening().accountId().equals(accountId))
                .forEach(Production::forbid);
    }

    /** Listens to one that is being made, if it still is. */
    Optional<Production> tryJoin(UUID audioId) {
        return Optional.ofNullable(running.get(audioId)).filter(Production::tryJoin);
    }
}
