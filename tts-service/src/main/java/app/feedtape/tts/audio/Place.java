package app.feedtape.tts.audio;

/**
 * Where a piece stands in the file that it becomes a part of.
 *
 * @param pieces before it
 * @param frames before it, as {@link Extent} counts them
 * @param samples before it
 */
public record Place(int pieces, int frames, long samples) {

    public static final Place START = new Place(0, 0, 0);

    public boolean isFirst() {
        return pieces == 0;
    }

    /** The place of what follows a piece of this extent. */
    public Place after(Extent extent) {
        return new Place(pieces + 1, frames + extent.frames(), samples + extent.samples());
    }
}
