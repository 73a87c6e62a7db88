package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.SpeechKeys;
import app.feedtape.tts.cleaning.SpeakableText;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.SegmentKey;
import app.feedtape.tts.segments.Segment;
import app.feedtape.tts.segments.TextSegments;
import app.feedtape.tts.sharing.SoundPlaces;
import app.feedtape.tts.sharing.SoundPlaces.Keys;
import app.feedtape.tts.sharing.SoundPlaces.SoundPlace;
import app.feedtape.web.token.Caller;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Cuts a text and finds out what of it the payer has to pay for. */
@Component
class Listenings {

    private final SpeechKeys keys;
    private final CharacterLedger ledger;
    private final SoundPlaces places;

    Listenings(SpeechKeys keys, CharacterLedger ledger, SoundPlaces places) {
        this.keys = keys;
        this.ledger = ledger;
        this.places = places;
    }

    Listening of(UUID audioId, Caller caller, SpeakableText text, Voicing voicing) {
        return of(audioId, caller.payerId(), caller.accountId(), text, voicing);
    }

    Listening of(UUID audioId, UUID payerId, UUID accountId, SpeakableText text, Voicing voicing) {
        List<Segment> segments = TextSegments.of(text.text(), voicing.language().locale());
        List<SegmentKey> hashes = segments.stream().map(one -> key(one, voicing)).toList();
        Beside<Set<SegmentKey>> notPaid = Beside.of(() -> ledger.findUnpaid(payerId, hashes));
        Set<SegmentKey> seen = new HashSet<>();
        List<Keys> storageKeys =
                hashes.stream().map(key -> keys(payerId, key, voicing.format())).toList();
        List<SoundPlace> found = places.of(audioId, accountId, text.text(), storageKeys);
        Set<SegmentKey> unpaid = notPaid.get();
        List<Part> parts =
                IntStream.range(0, segments.size())
                        .mapToObj(i ->
                                part(
                                        segments.get(i),
                                        voicing,
                                        hashes.get(i),
                                        found.get(i),
                                        unpaid,
                                        seen))
                        .toList();
        String entityTag = keys.entityTag(accountId, storageKeys.stream().map(Keys::own).toList());
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

    private Keys keys(UUID payerId, SegmentKey key, AudioFormat format) {
        return new Keys(
                keys.storage(
                        payerId, key.hash(), key.voice(), key.engine(), key.speedPercent(), format),
                keys.shared(key.hash(), key.voice(), key.engine(), key.speedPercent(), format));
    }

    /** The same segment twice in a text is paid once, and silence not at all. */
    private static Part part(
            Segment segment,
            Voicing voicing,
            SegmentKey key,
            SoundPlace place,
            Set<SegmentKey> unpaid,
            Set<SegmentKey> seen) {
        boolean priced = segment.isSpeakable() && unpaid.contains(key) && seen.add(key);
        return new Part(segment, voicing, key, place, priced);
    }
}
