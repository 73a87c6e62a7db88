package app.feedtape.tts.synthesis;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.cleaning.TextCleaning;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.DayUsage;
import app.feedtape.tts.ledger.SegmentKey;
import app.feedtape.tts.plans.Plans;
import app.feedtape.tts.voices.VoiceCatalogue;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells what {@link SpeechSynthesis} would do, by the same steps up to the hold: nothing is set
 * aside, bought, remembered or asked of the provider.
 */
@Component
class SpeechPreview {

    private final TextCleaning cleaning;
    private final VoiceCatalogue voices;
    private final SpeechSynthesis synthesis;
    private final CharacterLedger ledger;
    private final Plans plans;
    private final VoiceRates rates;

    SpeechPreview(
            TextCleaning cleaning,
            VoiceCatalogue voices,
            SpeechSynthesis synthesis,
            CharacterLedger ledger,
            Plans plans,
            VoiceRates rates) {
        this.cleaning = cleaning;
        this.voices = voices;
        this.synthesis = synthesis;
        this.ledger = ledger;
        this.plans = plans;
        this.rates = rates;
    }

    /**
     * What a request would come to.
     *
     * @throws Refusal as asking for the sound would, unless it is about what the payer may spend
     */
    Preview of(SynthesizeRequest request, Caller caller) {
        Listening listening = synthesis.wanted(Wish.of(request, cleaning, voices), caller);
        DayUsage today = ledger.today(caller.payerId());
        Optional<Refusal> refusal = refusal(listening, today, caller);
        long spent = today.spent() + (refusal.isEmpty() ? listening.price() : 0);
        return new Preview(
                listening,
                alreadyPaid(listening),
                remaining(plans.find(caller), spent),
                listening.parts().stream().mapToLong(rates::estimateMillis).sum(),
                refusal.orElse(null));
    }

    private Optional<Refusal> refusal(Listening listening, DayUsage today, Caller caller) {
        try {
            Entitlement entitlement = synthesis.require(listening, caller).entitlement();
            return entitlement == null
                    ? Optional.empty()
                    : overQuota(listening.price(), today, entitlement);
        } catch (Refusal refused) {
            if (isAboutSpending(refused.code())) {
                return Optional.of(refused);
            }
            throw refused;
        }
    }

    private static boolean isAboutSpending(ErrorCode code) {
        return code == ErrorCode.TRIAL_EXPIRED
                || code == ErrorCode.PLAN_REQUIRED
                || code == ErrorCode.QUOTA_EXCEEDED;
    }

    private Optional<Refusal> overQuota(long price, DayUsage today, Entitlement entitlement) {
        Long limit = entitlement.limits().charactersPerDay();
        return limit == null || today.spent() + price <= limit
                ? Optional.empty()
                : Optional.of(plans.overQuota(today.day(), today.spent(), limit, price));
    }

    /** Neither what this very text would pay by an earlier segment nor what nobody pays. */
    private static long alreadyPaid(Listening listening) {
        Set<SegmentKey> toPay =
                listening.parts().stream()
                        .filter(Part::priced)
                        .map(Part::key)
                        .collect(Collectors.toSet());
        return listening.parts().stream()
                .filter(part -> part.segment().isSpeakable() && !toPay.contains(part.key()))
                .mapToLong(part -> part.segment().characters())
                .sum();
    }

    private static @Nullable Long remaining(Optional<Entitlement> entitlement, long spent) {
        Long limit = entitlement.map(known -> known.limits().charactersPerDay()).orElse(null);
        return limit == null ? null : Math.max(0, limit - spent);
    }
}
