package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.Commit;
import app.feedtape.tts.ledger.ProviderLedger;
import app.feedtape.tts.ledger.ProviderLedger.Outcome;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.tts.synthesis.Admission.Admitted;
import app.feedtape.tts.synthesis.Provider.Delivered;
import app.feedtape.tts.synthesis.SegmentSounds.Got;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Books what was delivered: the sound, its payment and the provider's side, in one transaction. */
@Component
class SegmentCommit {

    private final AudioAssets assets;
    private final CharacterLedger ledger;
    private final ProviderLedger provider;
    private final TransactionTemplate transaction;

    SegmentCommit(
            AudioAssets assets,
            CharacterLedger ledger,
            ProviderLedger provider,
            TransactionTemplate transaction) {
        this.assets = assets;
        this.ledger = ledger;
        this.provider = provider;
        this.transaction = transaction;
    }

    /** One segment is in the storage and is about to be heard. */
    void delivered(Admitted admitted, Part part, Got got) {
        Listening listening = admitted.listening();
        transaction.executeWithoutResult(status -> {
            UUID holdId = admitted.holdId();
            if (holdId != null && part.priced()) {
                ledger.tryCommit(
                        new Commit(
                                holdId,
                                listening.audioId(),
                                part.key(),
                                part.price(),
                                part.voicing().language().code()));
            }
            assets.recordSound(part.storageKey(), got.sound());
            assets.link(listening.audioId(), part.segment().position(), part.storageKey());
            got.call().ifPresent(call -> tell(call, Outcome.STORED));
        });
    }

    /** Sound that nobody will be charged for, and nobody hears. */
    void wasted(Got got) {
        got.call().ifPresent(call -> tell(call, Outcome.WASTED));
    }

    /** A listening has ended; what is left of its hold goes back. */
    void ended(Admitted admitted, ReleaseReason reason) {
        transaction.executeWithoutResult(status -> {
            UUID holdId = admitted.holdId();
            if (holdId != null) {
                ledger.settle(holdId, reason);
            }
            assets.finish(admitted.listening().audioId(), reason == ReleaseReason.NOT_NEEDED);
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
