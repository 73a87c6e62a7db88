package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioStorage.OnDisk;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.synthesis.Provider.Delivered;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sound that is in the storage.
 *
 * @param object what the storage calls it
 * @param call the provider's side, when it was not there before
 * @param made whether it was made for who asked, who waited for it from the beginning
 * @param recorded whether a row names it already; else booking it records it
 * @param disk where it may still be on its way to, as long as nobody hears it
 */
record Got(
        Sound sound,
        String object,
        Optional<Delivered> call,
        boolean made,
        boolean recorded,
        OnDisk disk) {

    private static final Logger LOG = LoggerFactory.getLogger(Got.class);

    static Got there(Sound sound, String object) {
        return new Got(sound, object, Optional.empty(), false, true, OnDisk.ALREADY);
    }

    /**
     * The same for somebody who came later: the call is of whoever led, unless one of them books
     * it.
     */
    Got joined() {
        return new Got(sound, object, recorded ? Optional.empty() : call, false, recorded, disk);
    }

    /** The same when a row names it. */
    Got named() {
        return new Got(sound, object, call, made, true, disk);
    }

    /**
     * Waits for the disk. It is booked and in memory: a disk that fails now is no reason for its
     * payer not to hear it. Sound that turns out to be lost is made anew for nothing.
     */
    void awaitDisk() {
        try {
            disk.await();
        } catch (IOException failed) {
            LOG.error("ALERT sound may not survive the machine: {}", object, failed);
        }
    }
}
