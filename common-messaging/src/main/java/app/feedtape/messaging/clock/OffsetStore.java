package app.feedtape.messaging.clock;

import java.time.Duration;

/** Where this service's database keeps how far its time is ahead. */
interface OffsetStore {

    /** Takes the offset unless a newer revision is there. */
    void move(long revision, Duration offset);
}
