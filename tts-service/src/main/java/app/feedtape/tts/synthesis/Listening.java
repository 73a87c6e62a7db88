package app.feedtape.tts.synthesis;

import app.feedtape.tts.cleaning.SpeakableText;
import java.util.List;
import java.util.UUID;

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
}
