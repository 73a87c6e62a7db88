package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.audio.Mp3;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.synthesis.Provider.Delivered;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;

/**
 * The sound of a segment: from the storage, or from the provider by one flight for all who want the
 * same at the same time. What the provider delivers is in the storage before anybody hears of it.
 */
@Component
class SegmentSounds {

    private static final int SILENT_FRAMES = 12;
    private static final int USUAL_KILOBITS = 48;

    private final AudioStorage storage;
    private final Provider provider;
    private final ConcurrentMap<String, CompletableFuture<Got>> flights = new ConcurrentHashMap<>();

    SegmentSounds(AudioStorage storage, Provider provider) {
        this.storage = storage;
        this.provider = provider;
    }

    /**
     * Sound that is in the storage.
     *
     * @param call the provider's side, when it was not there before
     */
    record Got(Sound sound, Optional<Delivered> call) {}

    /**
     * Gets the sound, on the calling thread.
     *
     * @throws SpeechFailure when it is not to be had in time
     */
    Got get(Part part, UUID audioId, Duration within) {
        Optional<Sound> stored = stored(part);
        if (stored.isPresent()) {
            return new Got(stored.get(), Optional.empty());
        }
        CompletableFuture<Got> mine = new CompletableFuture<>();
        CompletableFuture<Got> flight = flights.putIfAbsent(part.storageKey(), mine);
        if (flight != null) {
            return join(flight);
        }
        try {
            mine.complete(make(part, audioId, within));
        } catch (RuntimeException failure) {
            mine.completeExceptionally(failure);
        } finally {
            flights.remove(part.storageKey(), mine);
        }
        return join(mine);
    }

    private static Got join(CompletableFuture<Got> flight) {
        try {
            return flight.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof SpeechFailure speech) {
                throw speech;
            }
            throw failure;
        }
    }

    private Got make(Part part, UUID audioId, Duration within) {
        // Whoever had the flight just before has stored it.
        Optional<Sound> stored = stored(part);
        if (stored.isPresent()) {
            return new Got(stored.get(), Optional.empty());
        }
        if (!part.segment().isSpeakable()) {
            Sound silence = Mp3.silence(part.voicing().sampleRate(), USUAL_KILOBITS, SILENT_FRAMES);
            put(part, silence);
            return new Got(silence, Optional.empty());
        }
        Delivered delivered = provider.speak(part, audioId, within);
        put(part, delivered.sound());
        return new Got(delivered.sound(), Optional.of(delivered));
    }

    /** What is there and whole; anything else is made anew. */
    private Optional<Sound> stored(Part part) {
        try {
            return storage.get(part.storageKey())
                    .map(Mp3::read)
                    .filter(Sound.class::isInstance)
                    .map(Sound.class::cast);
        } catch (IOException unreadable) {
            throw new SpeechFailure(Kind.TRANSIENT, "the storage cannot be read", unreadable);
        }
    }

    private void put(Part part, Sound sound) {
        try {
            storage.put(part.storageKey(), sound.bytes());
        } catch (IOException full) {
            throw new SpeechFailure(Kind.TRANSIENT, "the storage takes nothing", full);
        }
    }
}
