package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.SpeechKeys;
import app.feedtape.tts.cleaning.SpeakableText;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.SegmentKey;
import app.feedtape.tts.segments.Segment;
import app.feedtape.tts.segments.TextSegments;
import app.feedtape.web.token.Caller;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Cuts a text and finds out what of it the payer has to pay for. */
@Component
class Listenings {

    private final SpeechKeys keys;
    private final CharacterLedger ledger;

    Listenings(SpeechKeys keys, CharacterLedger ledger) {
        this.keys = keys;
        this.ledger = ledger;
    }

    Listening of(UUID audioId, Caller caller, SpeakableText text, Voicing voicing) {
        return of(audioId, caller.payerId(), caller.accountId(), text, voicing);
    }

    Listening of(UUID audioId, UUID payerId, UUID accountId, SpeakableText text, Voicing voicing) {
        List<Segment> segments = TextSegments.of(text.text(), voicing.language().locale());
        List<SegmentKey> hashes = segments.stream().map(one -> key(one, voicing)).toList();
        Set<SegmentKey> unpaid = ledger.findUnpaid(payerId, hashes);
        Set<SegmentKey> seen = new HashSet<>();
        List<Part> parts =
                segments.stream().map(one -> part(one, voicing, payerId, unpaid, seen)).toList();
        String entityTag = keys.entityTag(accountId, parts.stream().map(Part::storageKey).toList());
        return new Listening(
                audioId, payerId, accountId, text, voicing, parts, entityTag, Urgency.INTERACTIVE);
    }

    private SegmentKey key(Segment segment, Voicing voicing) {
        return new SegmentKey(
                keys.segment(segment.text()),
                voicing.voice().id(),
                voicing.engine().code(),
                voicing.speedPercent());
    }

    /** The same segment twice in a text is paid once, and silence not at all. */
    private Part part(
            Segment segment,
            Voicing voicing,
            UUID payerId,
            Set<SegmentKey> unpaid,
            Set<SegmentKey> seen) {
        SegmentKey key = key(segment, voicing);
        boolean priced = segment.isSpeakable() && unpaid.contains(key) && seen.add(key);
        String storageKey =
                keys.storage(
                        payerId,
                        key.hash(),
                        key.voice(),
                        key.engine(),
                        key.speedPercent(),
                        voicing.format());
        return new Part(segment, voicing, key, storageKey, priced);
    }
}
