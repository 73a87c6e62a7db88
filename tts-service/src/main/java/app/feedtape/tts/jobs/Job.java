package app.feedtape.tts.jobs;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as its owner sees it.
 *
 * @param nextTryAt when it is tried again, while the voice does not deliver
 * @param error why it failed, was ended or waits: a code of the catalogue
 */
record Job(
        UUID id,
        String source,
        @Nullable String title,
        JobState state,
        long price,
        Instant createdAt,
        @Nullable Instant begunAt,
        @Nullable Instant finishedAt,
        @Nullable Instant nextTryAt,
        @Nullable String error,
        List<Item> items) {

    /**
     * One text of it, which is one audio.
     *
     * @param segmentsMade of {@code segments}, in order
     * @param charactersMade code points of the segments made
     */
    record Item(
            UUID audioId,
            @Nullable UUID articleId,
            @Nullable String title,
            JobState state,
            int characters,
            int charactersMade,
            int segments,
            int segmentsMade,
            long price,
            long charged,
            @Nullable String language,
            @Nullable String voice,
            @Nullable String error) {}
}
