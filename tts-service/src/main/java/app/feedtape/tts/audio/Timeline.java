package app.feedtape.tts.audio;

import java.util.List;

/**
 * When each piece of a file is heard, in samples that were counted: nothing adds up to a drift,
 * however many pieces there are.
 */
public final class Timeline {

    private final List<Extent> pieces;
    private final long[] before;

    /**
     * @param pieces of one file, in order; one at least
     */
    public Timeline(List<Extent> pieces) {
        this.pieces = List.copyOf(pieces);
        this.before = new long[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            before[i + 1] = before[i] + pieces.get(i).samples();
        }
    }

    /** Length of the whole. */
    public long millis() {
        long heard =
                before[pieces.size()] - pieces.getFirst().preSkip() - pieces.getLast().endTrim();
        return inMillis(heard);
    }

    /** When a piece begins to speak. */
    public long beginMillis(int piece) {
        return inMillis(begin(piece));
    }

    /** When it has ended: not later than the next one begins. */
    public long endMillis(int piece) {
        Extent extent = pieces.get(piece);
        return inMillis(begin(piece) + extent.samples() - extent.preSkip() - extent.endTrim());
    }

    /** What a decoder needs to settle is left out once, at the beginning of the file. */
    private long begin(int piece) {
        return before[piece] - pieces.getFirst().preSkip() + pieces.get(piece).preSkip();
    }

    private long inMillis(long samples) {
        return samples * 1_000 / pieces.getFirst().sampleRate();
    }
}
