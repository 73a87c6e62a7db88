package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAsset.Piece;
import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.audio.AudioStorage.OnDisk;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.audio.StoredSounds;
import app.feedtape.tts.synthesis.Provider.Delivered;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The sound of a segment: from the storage, or from the provider by one flight for all who want the
 * same at the same time, on whatever instance. What the provider delivers is in the storage before
 * anybody hears of it.
 */
@Component
class SegmentSounds {

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 150;

    private final AudioStorage storage;
    private final StoredSounds sounds;
    private final Provider provider;
    private final SegmentFlights underWay;
    private final ConcurrentMap<Flight, CompletableFuture<Got>> flights = new ConcurrentHashMap<>();

    SegmentSounds(
            AudioStorage storage, StoredSounds sounds, Provider provider, SegmentFlights underWay) {
        this.storage = storage;
        this.sounds = sounds;
        this.provider = provider;
        this.underWay = underWay;
    }

    /** Those who want the same in the same turn: an account's, urgent or not. */
    private record Flight(String storageKey, UUID accountId, Urgency urgency) {
        static Flight of(Part part, Errand errand) {
            return new Flight(part.storageKey(), errand.accountId(), errand.urgency());
        }
    }

    /**
     * Gets the sound, on the calling thread.
     *
     * @throws SpeechFailure when it is not to be had in time
     */
    Got get(Part part, Errand errand) {
        Flight flight = Flight.of(part, errand);
        while (true) {
            CompletableFuture<Got> mine = new CompletableFuture<>();
            CompletableFuture<Got> others = flights.putIfAbsent(flight, mine);
            try {
                return others == null
                        ? lead(flight, mine, part, errand)
                        : join(others, errand).joined();
            } catch (SpeechFailure failure) {
                // The one who led may have gone; that is no reason for others to go without.
                if (failure.kind() != Kind.ABANDONED || !errand.isWanted().getAsBoolean()) {
                    throw failure;
                }
            }
        }
    }

    private Got lead(Flight flight, CompletableFuture<Got> mine, Part part, Errand errand) {
        try {
            Got got = make(part, errand);
            mine.complete(got);
            return got;
        } catch (RuntimeException | Error failure) {
            mine.completeExceptionally(failure);
            throw failure;
        } finally {
            flights.remove(flight, mine);
        }
    }

    private static Got join(CompletableFuture<Got> flight, Errand errand) {
        try {
            return flight.get(errand.within().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new SpeechFailure(Kind.TOO_SLOW, "not in time", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SpeechFailure(Kind.NOT_TRIED, "interrupted", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure);
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

    /** From the storage, from the provider, or from whoever is getting it from there. */
    private Got make(Part part, Errand errand) {
        long deadline = System.nanoTime() + errand.within().toNanos();
        Announcement announced = new Announcement(sounds, storage);
        for (int looked = 0; ; looked++) {
            // What nobody was making just now is asked for at once: the claim says if that is over.
            boolean isNew = looked == 0 && part.place().unmade();
            Optional<Piece> found = isNew ? Optional.empty() : found(part);
            Optional<Got> stored = found.flatMap(piece -> got(part, piece));
            if (stored.isPresent()) {
                return stored.get();
            }
            String damaged = found.map(Piece::object).orElse(null);
            if (!part.segment().isSpeakable()) {
                return keep(part, silence(part), announced, damaged);
            }
            if (storage.isResting()) {
                throw new SpeechFailure(Kind.TRANSIENT, "the storage would not take it");
            }
            if (isNew || !underWay.isUnderWay(part.storageKey(), damaged)) {
                Errand rest = errand.within(Duration.ofNanos(deadline - System.nanoTime()));
                announced.begin();
                Optional<Delivered> delivered = provider.trySpeak(part, rest, damaged);
                if (delivered.isPresent()) {
                    Delivered call = delivered.get();
                    return errand.isFirst() && damaged == null
                            ? orWasted(call, () -> put(call, announced))
                            : keep(part, call, announced, damaged);
                }
            }
            pause(looked, deadline, errand);
        }
    }

    private static Sound silence(Part part) {
        Voicing voicing = part.voicing();
        return voicing.format().silence(voicing.sampleRate());
    }

    /** Somebody else is having it spoken: it is soon in the storage, or free to be asked for. */
    private static void pause(int looked, long deadline, Errand errand) {
        if (!errand.isWanted().getAsBoolean()) {
            throw new SpeechFailure(Kind.ABANDONED, "nobody waits for it");
        }
        if (System.nanoTime() - deadline > 0) {
            throw new SpeechFailure(Kind.TOO_SLOW, "another instance has no sound yet");
        }
        try {
            Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(looked, 4)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SpeechFailure(Kind.NOT_TRIED, "interrupted", interrupted);
        }
    }

    /** A moment of silence costs no call. */
    private Got keep(Part part, Sound silence, Announcement announced, @Nullable String damaged) {
        String object = announced.await();
        flush(write(object, silence));
        Piece piece = sounds.record(part.storageKey(), object, silence, damaged);
        return piece.object().equals(object)
                ? Got.there(silence, object)
                : require(got(part, piece));
    }

    private Got keep(Part part, Delivered call, Announcement announced, @Nullable String damaged) {
        Got got =
                orWasted(
                        call,
                        () -> {
                            Got written = put(call, announced);
                            flush(written.disk());
                            return written;
                        });
        Piece piece = sounds.record(part.storageKey(), got.object(), call.sound(), damaged);
        return piece.object().equals(got.object()) ? got.named() : others(part, got);
    }

    /**
     * In the storage, and not recorded yet. Somebody waits in silence for the first segment of a
     * text: it is booked at once, and recording it is part of that.
     */
    private Got put(Delivered call, Announcement announced) {
        String object = announced.await();
        OnDisk disk = write(object, call.sound());
        return new Got(call.sound(), object, Optional.of(call), true, false, disk);
    }

    private Got orWasted(Delivered call, Supplier<Got> kept) {
        try {
            return kept.get();
        } catch (SpeechFailure notKept) {
            provider.wasted(call);
            throw notKept;
        }
    }

    /** Another instance was quicker: its sound is the one that everybody hears. */
    Got others(Part part, Got mine) {
        mine.call().ifPresent(provider::wasted);
        return require(found(part).flatMap(piece -> got(part, piece)));
    }

    private static Got require(Optional<Got> got) {
        return got.orElseThrow(
                () -> new SpeechFailure(Kind.TRANSIENT, "the storage has lost a segment"));
    }

    private Optional<Piece> found(Part part) {
        return sounds.find(part.storageKey());
    }

    private Optional<Got> got(Part part, Piece piece) {
        return read(part, piece).map(sound -> Got.there(sound, piece.object()));
    }

    /** What is there and whole; anything else is made anew. */
    private Optional<Sound> read(Part part, Piece piece) {
        AudioFormat format = part.voicing().format();
        try {
            return storage.get(piece.object())
                    .filter(bytes -> bytes.length == piece.bytes())
                    .map(bytes -> format.read(bytes, piece.sampleRate()))
                    .filter(Sound.class::isInstance)
                    .map(Sound.class::cast);
        } catch (IOException unreadable) {
            throw new SpeechFailure(Kind.TRANSIENT, "the storage cannot be read", unreadable);
        }
    }

    private OnDisk write(String object, Sound sound) {
        try {
            return storage.put(object, sound.bytes());
        } catch (IOException full) {
            throw new SpeechFailure(Kind.TRANSIENT, "the storage takes nothing", full);
        }
    }

    private static void flush(OnDisk disk) {
        try {
            disk.await();
        } catch (IOException broken) {
            throw new SpeechFailure(Kind.TRANSIENT, "the storage keeps nothing", broken);
        }
    }
}
