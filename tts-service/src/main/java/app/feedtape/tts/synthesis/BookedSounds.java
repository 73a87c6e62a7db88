package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.Sound;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * The segments of a production that are booked. Sound stays in memory until the first listener has
 * it; who comes later reads it from the storage.
 */
final class BookedSounds {

    private final List<Part> parts;
    private final SegmentSounds sounds;
    private final List<CompletableFuture<Void>> booked;
    private final AtomicReferenceArray<Sound> inMemory;

    BookedSounds(List<Part> parts, SegmentSounds sounds) {
        this.parts = parts;
        this.sounds = sounds;
        this.booked = parts.stream().map(part -> new CompletableFuture<Void>()).toList();
        this.inMemory = new AtomicReferenceArray<>(parts.size());
    }

    Sound await(int position) {
        join(booked.get(position));
        Sound sound = inMemory.get(position);
        return sound == null ? sounds.again(parts.get(position)) : sound;
    }

    void put(int position, Sound sound) {
        inMemory.set(position, sound);
    }

    void handOut(int position) {
        booked.get(position).complete(null);
    }

    void fail(RuntimeException why) {
        booked.forEach(one -> one.completeExceptionally(why));
    }

    void forgetUpTo(int position) {
        for (int i = 0; i < position; i++) {
            inMemory.set(i, null);
        }
    }

    long bytesInMemory() {
        return Stream.iterate(0, i -> i < inMemory.length(), i -> i + 1)
                .map(inMemory::get)
                .mapToLong(sound -> sound == null ? 0 : sound.bytes().length)
                .sum();
    }

    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
