package app.feedtape.tts.synthesis;

import app.feedtape.tts.ledger.SegmentKey;
import app.feedtape.tts.segments.Segment;
import app.feedtape.tts.sharing.SoundPlaces.SoundPlace;

/**
 * A segment on its way to be heard.
 *
 * @param place where its sound is or will be
 * @param priced whether the payer has to pay for it
 */
record Part(Segment segment, Voicing voicing, SegmentKey key, SoundPlace place, boolean priced) {

    String storageKey() {
        return place.storageKey();
    }

    int price() {
        return priced ? segment.characters() : 0;
    }

    /** Whether the voice has to be asked, as far as was seen when the text was looked at. */
    boolean isToBeSpoken() {
        return place.unmade() && segment.isSpeakable();
    }

    /** Whether how fast it comes would tell that somebody else has heard it. */
    boolean isNewOfShared() {
        return place.shared() && !place.heard() && segment.isSpeakable();
    }

    /** The same where another instance has put its sound. */
    Part at(String storageKey) {
        return new Part(
                segment,
                voicing,
                key,
                new SoundPlace(storageKey, place.shared(), place.heard(), false),
                priced);
    }
}
