package app.feedtape.tts.synthesis;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.segments.Segment;
import app.feedtape.tts.synthesis.SpeechSynthesis.Allowed;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A text that may be spoken, with everything decided and nothing spent. */
public final class PreparedSpeech {

    private final Allowed allowed;

    PreparedSpeech(Allowed allowed) {
        this.allowed = allowed;
    }

    Listening listening() {
        return allowed.listening();
    }

    /** Of the payer's day; null when there is none. */
    @Nullable Long dailyLimit() {
        Entitlement entitlement = allowed.entitlement();
        return entitlement == null ? Long.valueOf(0) : entitlement.limits().charactersPerDay();
    }

    /** The payer's; null when nothing is to pay. */
    @Nullable String plan() {
        Entitlement entitlement = allowed.entitlement();
        return entitlement == null ? null : entitlement.plan();
    }

    /** What its sound will be called. */
    public UUID audioId() {
        return listening().audioId();
    }

    /** As it is spoken: speaking it again gives the same pieces. */
    public String text() {
        return listening().text().text();
    }

    public int characters() {
        return listening().text().characters();
    }

    /** What it costs. */
    public long price() {
        return listening().price();
    }

    /** After how many code points each piece ends. */
    public int[] segmentEnds() {
        int[] ends =
                listening().parts().stream()
                        .map(Part::segment)
                        .mapToInt(Segment::characters)
                        .toArray();
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1];
        }
        return ends;
    }
}
