package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.audio.StoredSounds;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of an object that will be written when the provider has answered, announced while the
 * provider is awaited: nobody waits for that way to the database before the first sound. A name
 * that is not used after all goes from the list like any object that was not recorded.
 */
final class Announcement {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    private static final Executor BESIDE =
            announcing ->
                    Thread.ofVirtual()
                            .name("announcement")
                            .start(() -> {
                                HeadStart.letCallGo();
                                announcing.run();
                            });

    private final StoredSounds sounds;
    private final AudioStorage storage;
    private @Nullable CompletableFuture<String> object;

    Announcement(StoredSounds sounds, AudioStorage storage) {
        this.sounds = sounds;
        this.storage = storage;
    }

    /** Announces it beside whatever the calling thread goes on to do; once. */
    void begin() {
        if (object == null) {
            object = CompletableFuture.supplyAsync(this::announce, BESIDE);
        }
    }

    private String announce() {
        String announced = sounds.announce();
        try {
            storage.prepare(announced);
        } catch (IOException notNow) {
            LOG.debug("Putting it says what is wrong", notNow);
        }
        return announced;
    }

    /** The name, when it is on the list; what failed meanwhile is tried once more. */
    String await() {
        if (object == null) {
            return sounds.announce();
        }
        try {
            return object.join();
        } catch (CompletionException failed) {
            LOG.debug("Announced once more", failed);
            return sounds.announce();
        }
    }
}
