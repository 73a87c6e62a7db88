package app.feedtape.tts.audio;

import java.util.UUID;

/**
 * One listening: what an account asked to hear.
 *
 * @param characters code points of the cleaned text
 * @param segments how many pieces the text has
 * @param state {@code open}, {@code complete} or {@code incomplete}
 */
public record AudioAsset(
        UUID id,
        UUID accountId,
        UUID payerId,
        String language,
        String voice,
        String engine,
        int speedPercent,
        AudioFormat format,
        int characters,
        int segments,
        String state,
        String etag) {

    /**
     * A stored piece of it.
     *
     * @param object what the storage calls it
     */
    public record Piece(
            String storageKey,
            String object,
            int bytes,
            int frames,
            long samples,
            int preSkip,
            int endTrim,
            int sampleRate) {

        public Extent extent() {
            return new Extent(frames, samples, preSkip, endTrim, sampleRate);
        }
    }
}
