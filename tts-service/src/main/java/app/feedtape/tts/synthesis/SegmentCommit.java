package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.Commit;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult;
import app.feedtape.tts.ledger.PayerTurns;
import app.feedtape.tts.ledger.ProviderLedger;
import app.feedtape.tts.ledger.ProviderLedger.Outcome;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.tts.synthesis.Admission.Admitted;
import app.feedtape.tts.synthesis.Provider.Delivered;
import app.feedtape.tts.synthesis.SegmentSounds.Got;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Books what was delivered: the sound, its payment and the provider's side, in one transaction. */
@Component
class SegmentCommit {

    private final AudioAssets assets;
    private final CharacterLedger ledger;
    private final ProviderLedger provider;
    private final PayerTurns turns;

    SegmentCommit(
            AudioAssets assets, CharacterLedger ledger, ProviderLedger provider, PayerTurns turns) {
        this.assets = assets;
        this.ledger = ledger;
        this.provider = provider;
        this.turns = turns;
    }

    /**
     * Keeps what is set aside for the segments still to be paid; a listener at the speed of speech
     * may take longer over one than a lease lasts.
     *
     * @throws SpeechFailure when it was given back meanwhile and the day has not so many left
     */
    Admitted keep(Admitted admitted, long left) {
        UUID holdId = admitted.holdId();
        if (holdId == null || left == 0) {
            return admitted;
        }
        Listening listening = admitted.listening();
        HoldOrder order =
                new HoldOrder(
                        listening.payerId(),
                        listening.accountId(),
                        listening.audioId(),
                        left,
                        admitted.limit());
        Optional<HoldResult> again =
                turns.inTransaction(listening.payerId(), () -> ledger.keep(holdId, order));
        return switch (again.orElse(null)) {
            case null -> admitted;
            case HoldResult.Held held ->
                    new Admitted(listening, held.holdId(), held.spent(), admitted.limit());
            case HoldResult.OverQuota _ ->
                    throw new SpeechFailure(Kind.NOT_TRIED, "the day has no characters left");
        };
    }

    /** One segment is in the storage and is about to be heard. */
    void delivered(Admitted admitted, Part part, Got got) {
        Listening listening = admitted.listening();
        turns.inTransaction(
                listening.payerId(),
                () -> {
                    assets.recordSound(part.storageKey(), got.sound());
                    assets.link(listening.audioId(), part.segment().position(), part.storageKey());
                    got.call().ifPresent(call -> tell(call, Outcome.STORED));
                    return pay(admitted, part);
                });
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

    /** Sound that nobody will be charged for, and nobody hears. */
    void wasted(Got got) {
        got.call().ifPresent(call -> tell(call, Outcome.WASTED));
    }

    /** A listening has ended; what is left of its hold goes back. */
    void ended(Admitted admitted, ReleaseReason reason) {
        boolean complete = reason == ReleaseReason.NOT_NEEDED;
        turns.inTransaction(
                admitted.listening().payerId(),
                () -> {
                    UUID holdId = admitted.holdId();
                    if (holdId != null) {
                        ledger.settle(holdId, reason);
                    }
                    // Last, as when a hold expires: see LedgerTables.
                    assets.finish(admitted.listening().audioId(), complete);
                    return complete;
                });
    }

    private void tell(Delivered call, Outcome outcome) {
        provider.ended(
                call.callId(),
                outcome,
                call.spoken().acceptedCharacters(),
                call.spoken().requestId());
    }
}
