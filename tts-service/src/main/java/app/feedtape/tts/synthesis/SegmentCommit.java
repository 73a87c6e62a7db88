package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.Commit;
import app.feedtape.tts.ledger.PayerTurns;
import app.feedtape.tts.ledger.ProviderLedger;
import app.feedtape.tts.ledger.ProviderLedger.Outcome;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.tts.synthesis.Admission.Admitted;
import app.feedtape.tts.synthesis.Provider.Delivered;
import app.feedtape.tts.synthesis.SegmentSounds.Got;
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
                    assets.finish(admitted.listening().audioId(), complete);
                    UUID holdId = admitted.holdId();
                    if (holdId != null) {
                        ledger.settle(holdId, reason);
                    }
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
