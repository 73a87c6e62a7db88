package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.cleaning.SpeakableText;
import app.feedtape.tts.cleaning.TextCleaning;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult;
import app.feedtape.tts.plans.Plans;
import app.feedtape.tts.synthesis.Admission.Admitted;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.tts.voices.VoiceCatalogue;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Speech for later: decided and paid for as when it is spoken at once, made when somebody gets
 * round to it. Who asks for it keeps the text and closes the hold.
 */
@Component
public class BackgroundSpeech {

    /** Code points of one text, as sent. */
    public static final int LONGEST = 100_000;

    private final SpeechSynthesis synthesis;
    private final TextCleaning cleaning;
    private final VoiceCatalogue voices;
    private final VoicingChoice choice;
    private final Listenings listenings;
    private final AudioAssets assets;
    private final CharacterLedger ledger;
    private final Plans plans;
    private final Productions productions;
    private final TimeOrderedIds ids;

    BackgroundSpeech(
            SpeechSynthesis synthesis,
            TextCleaning cleaning,
            VoiceCatalogue voices,
            VoicingChoice choice,
            Listenings listenings,
            AudioAssets assets,
            CharacterLedger ledger,
            Plans plans,
            Productions productions,
            TimeOrderedIds ids) {
        this.synthesis = synthesis;
        this.cleaning = cleaning;
        this.voices = voices;
        this.choice = choice;
        this.listenings = listenings;
        this.assets = assets;
        this.ledger = ledger;
        this.plans = plans;
        this.productions = productions;
        this.ids = ids;
    }

    /**
     * Decides how a text is spoken and what it costs.
     *
     * @throws Refusal as for a text that is spoken at once, so that nothing is left to be refused
     *     later
     */
    public PreparedSpeech prepare(SpeechWish wish, Caller caller) {
        Wish understood = Wish.of(wish.request(), LONGEST, cleaning, voices);
        return new PreparedSpeech(synthesis.allow(understood, caller));
    }

    /**
     * Remembers listenings and sets all their prices aside, or refuses with 402 QUOTA_EXCEEDED
     * naming the whole price. In the caller's transaction, of which the payer's counter is the last
     * lock.
     *
     * @param keptFor after which the holds end if nobody has closed them
     * @return the hold of each; null for what costs nothing
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Optional<UUID>> reserve(List<PreparedSpeech> all, Duration keptFor) {
        for (PreparedSpeech speech : all) {
            UUID nobody = ids.next();
            assets.tryMake(Admission.asset(speech.listening()), nobody);
            assets.leave(speech.audioId(), nobody);
            ledger.keepPaid(speech.listening().payerId(), speech.listening().paid(), keptFor);
        }
        long price = all.stream().mapToLong(PreparedSpeech::price).sum();
        return new Reserving(price, keptFor).reserve(all);
    }

    private final class Reserving {

        private final long price;
        private final Duration keptFor;
        private long held;

        Reserving(long price, Duration keptFor) {
            this.price = price;
            this.keptFor = keptFor;
        }

        List<Optional<UUID>> reserve(List<PreparedSpeech> all) {
            return all.stream().map(speech -> Optional.ofNullable(hold(speech))).toList();
        }

        private @Nullable UUID hold(PreparedSpeech speech) {
            Listening listening = speech.listening();
            if (speech.price() == 0) {
                ledger.countRequest(listening.payerId(), listening.accountId());
                return null;
            }
            HoldOrder order =
                    new HoldOrder(
                            listening.payerId(),
                            listening.accountId(),
                            listening.audioId(),
                            speech.price(),
                            speech.dailyLimit());
            return switch (ledger.hold(order)) {
                case HoldResult.Held taken -> {
                    ledger.keepFor(taken.holdId(), keptFor);
                    held += speech.price();
                    yield taken.holdId();
                }
                case HoldResult.OverQuota over ->
                        throw plans.overQuota(over.day(), over.spent() - held, over.limit(), price)
                                .with("held", over.held() - held)
                                .with("plan", speech.plan())
                                .with("price", price);
            };
        }
    }

    /**
     * Speech that was reserved, and maybe begun before.
     *
     * @param text as it was prepared
     * @param holdId null when it costs nothing
     */
    public record Reserved(
            UUID audioId, UUID payerId, UUID accountId, String text, @Nullable UUID holdId) {}

    /**
     * Makes what is still missing of it; what is stored is neither spoken nor paid again.
     *
     * @return empty while somebody else makes it
     * @throws SpeechFailure when it cannot be made as it was prepared
     */
    public Optional<RunningSpeech> tryBegin(Reserved reserved) {
        AudioAsset asset =
                assets.find(reserved.audioId(), reserved.accountId())
                        .orElseThrow(() -> new SpeechFailure(Kind.REFUSED, "the audio is gone"));
        Listening listening = listening(reserved, asset);
        if (!listening.entityTag().equals(asset.etag())) {
            // Its pieces would not fit those that are stored, nor the price that is set aside.
            throw new SpeechFailure(Kind.REFUSED, "this release cuts the text in other pieces");
        }
        UUID maker = ids.next();
        if (!assets.tryMake(Admission.asset(listening), maker)) {
            return Optional.empty();
        }
        Admitted admitted = new Admitted(listening, maker, reserved.holdId(), 0, null, true);
        return Optional.of(new RunningSpeech(productions.begin(admitted)));
    }

    private Listening listening(Reserved reserved, AudioAsset asset) {
        String text = reserved.text();
        return listenings
                .of(
                        reserved.audioId(),
                        reserved.payerId(),
                        reserved.accountId(),
                        new SpeakableText(text, text.codePointCount(0, text.length())),
                        choice.asBegun(asset))
                .inBackground();
    }
}
