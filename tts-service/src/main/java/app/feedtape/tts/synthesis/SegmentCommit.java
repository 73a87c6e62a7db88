package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.audio.StoredSounds;
import app.feedtape.tts.audio.StoredSounds.Origin;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.Commit;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult;
import app.feedtape.tts.ledger.PayerTurns;
import app.feedtape.tts.ledger.ProviderLedger;
import app.feedtape.tts.ledger.ProviderLedger.Outcome;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.tts.marks.SpokenTexts;
import app.feedtape.tts.synthesis.Admission.Admitted;
import app.feedtape.tts.synthesis.Provider.Delivered;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.web.time.TimeOrderedIds;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Books what was delivered: the sound, its payment and the provider's side, in one transaction.
 * What is booked a second time, because nobody could tell whether the first time counted, changes
 * nothing.
 */
@Component
class SegmentCommit {

    private final AudioAssets assets;
    private final StoredSounds sounds;
    private final SpokenTexts texts;
    private final CharacterLedger ledger;
    private final ProviderLedger provider;
    private final SegmentFlights flights;
    private final PayerTurns turns;
    private final TimeOrderedIds ids;

    SegmentCommit(
            AudioAssets assets,
            StoredSounds sounds,
            SpokenTexts texts,
            CharacterLedger ledger,
            ProviderLedger provider,
            SegmentFlights flights,
            PayerTurns turns,
            TimeOrderedIds ids) {
        this.assets = assets;
        this.sounds = sounds;
        this.texts = texts;
        this.ids = ids;
        this.ledger = ledger;
        this.provider = provider;
        this.flights = flights;
        this.turns = turns;
    }

    /**
     * Keeps what is set aside for the segments still to be paid; a listener at the speed of speech
     * may take longer over one than a lease lasts.
     *
     * @throws SpeechFailure when it was given back meanwhile and the day has not so many left, or
     *     it was a job's, which is over then
     */
    Admitted keep(Admitted admitted, long left) {
        UUID holdId = admitted.holdId();
        if (holdId == null || left == 0) {
            return admitted;
        }
        if (admitted.ofJob()) {
            return keepOfJob(admitted, holdId);
        }
        Listening listening = admitted.listening();
        HoldOrder order =
                new HoldOrder(
                        listening.payerId(),
                        listening.accountId(),
                        listening.audioId(),
                        left,
                        admitted.limit());
        UUID next = ids.next();
        Optional<HoldResult> again =
                turns.untilBooked(listening.payerId(), () -> ledger.keep(holdId, next, order));
        return switch (again.orElse(null)) {
            case null -> admitted;
            case HoldResult.Held held -> admitted.with(held);
            case HoldResult.OverQuota _ ->
                    throw new SpeechFailure(Kind.NOT_TRIED, "the day has no characters left");
        };
    }

    private Admitted keepOfJob(Admitted admitted, UUID holdId) {
        UUID payer = admitted.listening().payerId();
        if (!turns.untilBooked(payer, () -> ledger.tryRenew(holdId))) {
            throw new SpeechFailure(Kind.NOT_TRIED, "the job is over");
        }
        return admitted;
    }

    /** Somebody else's sound of this segment was recorded first. */
    static final class OtherSound extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /**
     * One segment is in the storage and is about to be heard.
     *
     * @throws OtherSound when what is to be heard is another one, and nothing is booked
     */
    void delivered(Admitted admitted, Part part, Got got) {
        Listening listening = admitted.listening();
        Optional<Origin> origin =
                got.recorded() ? Optional.empty() : got.call().map(call -> origin(part, call));
        turns.untilBooked(
                listening.payerId(),
                () -> {
                    origin.ifPresentOrElse(it -> record(part, got, it), () -> hold(part, got));
                    boolean paid = pay(admitted, part);
                    // After the payment, which says for how long.
                    assets.link(
                            listening.audioId(),
                            part.segment().position(),
                            part.storageKey(),
                            part.key());
                    return paid;
                });
    }

    /** After the booking, when whoever waited for it has it. */
    void land(Got got) {
        if (!got.recorded()) {
            got.call().ifPresent(call -> flights.land(call.callId()));
        }
    }

    private Origin origin(Part part, Delivered call) {
        return new Origin(
                texts.sealed(part.storageKey(), part.segment().text()),
                call.callId(),
                call.acceptedCharacters(),
                call.requestId());
    }

    private void record(Part part, Got got, Origin origin) {
        Optional<String> before =
                sounds.recordNew(part.storageKey(), got.object(), got.sound(), origin);
        if (before.isPresent()) {
            if (!before.get().equals(got.object())) {
                throw new OtherSound();
            }
            note(part, got);
        }
    }

    private void hold(Part part, Got got) {
        sounds.hold(part.storageKey(), got.object(), got.sound());
        note(part, got);
    }

    private void note(Part part, Got got) {
        texts.remember(part.storageKey(), part.segment().text());
        got.call().ifPresent(call -> tell(call, Outcome.STORED));
    }

    private boolean pay(Admitted admitted, Part part) {
        UUID holdId = admitted.holdId();
        return holdId != null
                && part.priced()
                && ledger.tryCommit(
                        new Commit(
                                holdId,
                                admitted.listening().audioId(),
                                part.key(),
                                part.price(),
                                part.voicing().language().code()));
    }

    /** Sound that nobody will be charged for, and nobody hears now. */
    void wasted(Part part, Got got) {
        if (!got.recorded()) {
            sounds.record(part.storageKey(), got.object(), got.sound(), null);
        }
        got.call().ifPresent(call -> tell(call, Outcome.WASTED));
    }

    /** A listening has ended; what is left of its hold goes back, unless a job goes on with it. */
    void ended(Admitted admitted, ReleaseReason reason) {
        boolean complete = reason == ReleaseReason.NOT_NEEDED;
        turns.untilBooked(
                admitted.listening().payerId(),
                () -> {
                    UUID holdId = admitted.holdId();
                    if (holdId != null && (complete || !admitted.ofJob())) {
                        ledger.settle(holdId, reason);
                    }
                    // Last, as when a hold expires: see LedgerTables.
                    assets.finish(admitted.listening().audioId(), complete, admitted.maker());
                    return complete;
                });
    }

    private void tell(Delivered call, Outcome outcome) {
        provider.ended(call.callId(), outcome, call.acceptedCharacters(), call.requestId());
    }
}
