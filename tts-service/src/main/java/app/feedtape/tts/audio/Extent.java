package app.feedtape.tts.audio;

/**
 * How much sound there is, counted and not estimated.
 *
 * @param frames MP3 frames, Ogg pages or PCM samples: what the format counts its parts in
 * @param samples all that come out of a decoder
 * @param preSkip those at the beginning that are not heard when the file begins with them
 * @param endTrim those at the end that are not heard when the file ends with them
 */
public record Extent(int frames, long samples, int preSkip, int endTrim, int sampleRate) {

    /** How long it is heard when it stands alone. */
    public long millis() {
        return (samples - preSkip - endTrim) * 1_000 / sampleRate;
    }
}
