package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAsset.Piece;
import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.audio.StoredSounds;
import app.feedtape.tts.synthesis.Provider.Delivered;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The sound of a segment: from the storage, or from the provider by one flight for all who want the
 * same at the same time. What the provider delivers is in the storage before anybody hears of it.
 */
@Component
class SegmentSounds {

    private final AudioStorage storage;
    private final StoredSounds sounds;
    private final Provider provider;
    private final ConcurrentMap<String, CompletableFuture<Got>> flights = new ConcurrentHashMap<>();

    SegmentSounds(AudioStorage storage, StoredSounds sounds, Provider provider) {
        this.storage = storage;
        this.sounds = sounds;
        this.provider = provider;
    }

    /**
     * Sound that is in the storage.
     *
     * @param object what the storage calls it
     * @param call the provider's side, when it was not there before
     */
    record Got(Sound sound, String object, Optional<Delivered> call) {}

    /**
     * Gets the sound, on the calling thread.
     *
     * @throws SpeechFailure when it is not to be had in time
     */
    Got get(Part part, Errand errand) {
        Optional<Got> stored = stored(part);
        if (stored.isPresent()) {
            return stored.get();
        }
        CompletableFuture<Got> mine = new CompletableFuture<>();
        CompletableFuture<Got> flight = flights.putIfAbsent(part.storageKey(), mine);
        if (flight != null) {
            return join(flight);
        }
        try {
            mine.complete(make(part, errand));
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

    /**
     * Sound that was booked before.
     *
     * @throws SpeechFailure when the storage does not give it
     */
    Sound again(Part part) {
        return found(part)
                .flatMap(piece -> read(part, piece))
                .orElseThrow(
                        () -> new SpeechFailure(Kind.TRANSIENT, "the storage has lost a segment"));
    }

    private Got make(Part part, Errand errand) {
        Optional<Piece> found = found(part);
        Optional<Got> stored = found.flatMap(piece -> got(part, piece));
        // Whoever had the flight just before has stored it.
        if (stored.isPresent()) {
            return stored.get();
        }
        String damaged = found.map(Piece::object).orElse(null);
        if (!part.segment().isSpeakable()) {
            Voicing voicing = part.voicing();
            Sound silence = voicing.format().silence(voicing.sampleRate());
            return keep(part, silence, Optional.empty(), damaged);
        }
        Delivered delivered = provider.speak(part, errand);
        return keep(part, delivered.sound(), Optional.of(delivered), damaged);
    }

    /** Another instance may have been quicker: then its sound is the one that everybody hears. */
    private Got keep(Part part, Sound sound, Optional<Delivered> call, @Nullable String damaged) {
        String object = sounds.announce();
        put(object, sound);
        Piece piece = sounds.record(part.storageKey(), object, sound, damaged);
        if (piece.object().equals(object)) {
            return new Got(sound, object, call);
        }
        call.ifPresent(provider::wasted);
        return got(part, piece)
                .orElseThrow(
                        () -> new SpeechFailure(Kind.TRANSIENT, "the storage has lost a segment"));
    }

    private Optional<Got> stored(Part part) {
        return found(part).flatMap(piece -> got(part, piece));
    }

    private Optional<Piece> found(Part part) {
        return sounds.find(part.storageKey());
    }

    private Optional<Got> got(Part part, Piece piece) {
        return read(part, piece).map(sound -> new Got(sound, piece.object(), Optional.empty()));
    }

    /** What is there and whole; anything else is made anew. */
    private Optional<Sound> read(Part part, Piece piece) {
        AudioFormat format = part.voicing().format();
        try {
            return storage.get(piece.object())
                    .map(bytes -> format.read(bytes, piece.sampleRate()))
                    .filter(Sound.class::isInstance)
                    .map(Sound.class::cast);
        } catch (IOException unreadable) {
            throw new SpeechFailure(Kind.TRANSIENT, "the storage cannot be read", unreadable);
        }
    }

    private void put(String object, Sound sound) {
        try {
            storage.put(object, sound.bytes());
        } catch (IOException full) {
            throw new SpeechFailure(Kind.TRANSIENT, "the storage takes nothing", full);
        }
    }
}
