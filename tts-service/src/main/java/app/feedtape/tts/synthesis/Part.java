package app.feedtape.tts.synthesis;

import app.feedtape.tts.ledger.SegmentKey;
import app.feedtape.tts.segments.Segment;

/**
 * A segment on its way to be heard.
 *
 * @param storageKey where its sound is or will be
 * @param priced whether the payer has to pay for it
 */
record Part(Segment segment, Voicing voicing, SegmentKey key, String storageKey, boolean priced) {

    int price() {
        return priced ? segment.characters() : 0;
    }
}
