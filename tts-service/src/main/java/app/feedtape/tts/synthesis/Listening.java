package app.feedtape.tts.synthesis;

import app.feedtape.tts.cleaning.SpeakableText;
import app.feedtape.tts.ledger.SegmentKey;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** One text to be heard by one account: everything that is decided before anything is spent. */
record Listening(
        UUID audioId,
        UUID payerId,
        UUID accountId,
        SpeakableText text,
        Voicing voicing,
        List<Part> parts,
        String entityTag,
        Urgency urgency) {

    /** The same made ahead of being heard: behind everybody who waits. */
    Listening inBackground() {
        return new Listening(
                audioId, payerId, accountId, text, voicing, parts, entityTag, Urgency.BACKGROUND);
    }

    /** What it costs: the code points of the segments not paid yet. */
    long price() {
        return parts.stream().mapToLong(Part::price).sum();
    }

    /** What of it the payer has paid before. */
    List<SegmentKey> paid() {
        Set<SegmentKey> priced =
                parts.stream().filter(Part::priced).map(Part::key).collect(Collectors.toSet());
        return parts.stream().map(Part::key).filter(key -> !priced.contains(key)).toList();
    }
}
