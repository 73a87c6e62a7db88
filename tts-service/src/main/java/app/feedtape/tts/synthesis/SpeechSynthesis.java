package app.feedtape.tts.synthesis;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.audio.SpeechKeys;
import app.feedtape.tts.cleaning.TextCleaning;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.listeners.Listener;
import app.feedtape.tts.listeners.Listeners;
import app.feedtape.tts.plans.Plans;
import app.feedtape.tts.synthesis.Admission.Admitted;
import app.feedtape.tts.synthesis.StreamPlaces.Place;
import app.feedtape.tts.voices.VoiceCatalogue;
import app.feedtape.web.idempotency.Idempotency;
import app.feedtape.web.idempotency.Idempotency.Claim;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.Caller;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A text becomes sound. Checks in order: the price of the segments not paid yet; and only when
 * there is one, trial, plan and quota (decisions.md, Speech). Who the caller is and whether
 * suspended was checked before.
 */
@Component
class SpeechSynthesis {

    static final String ROUTE = "POST /api/tts/synthesize";

    private final TextCleaning cleaning;
    private final VoiceCatalogue voices;
    private final VoicingChoice choice;
    private final Listeners listeners;
    private final Listenings listenings;
    private final Plans plans;
    private final Admission admission;
    private final Productions productions;
    private final AudioAssets assets;
    private final Idempotency idempotency;
    private final SpeechKeys keys;
    private final CharacterLedger ledger;
    private final StreamPlaces places;
    private final TimeOrderedIds ids;

    SpeechSynthesis(
            TextCleaning cleaning,
            VoiceCatalogue voices,
            VoicingChoice choice,
            Listeners listeners,
            Listenings listenings,
            Plans plans,
            Admission admission,
            Productions productions,
            AudioAssets assets,
            Idempotency idempotency,
            SpeechKeys keys,
            CharacterLedger ledger,
            StreamPlaces places,
            TimeOrderedIds ids) {
        this.cleaning = cleaning;
        this.voices = voices;
        this.choice = choice;
        this.listeners = listeners;
        this.listenings = listenings;
        this.plans = plans;
        this.admission = admission;
        this.productions = productions;
        this.assets = assets;
        this.idempotency = idempotency;
        this.keys = keys;
        this.ledger = ledger;
        this.places = places;
        this.ids = ids;
    }

    /**
     * A listening under way.
     *
     * @param remaining characters left of the payer's day with the whole hold counted; null when
     *     unlimited, or when billing cannot say and nothing is to pay
     * @param place of the stream; {@link #end} gives it back
     */
    record Begun(Hearing hearing, @Nullable Long remaining, Place place) {}

    /** A listening that may begin, in the voicing the plan allows. */
    record Allowed(Listening listening, @Nullable Entitlement entitlement) {}

    private record Heard(Hearing hearing, @Nullable Long remaining) {}

    /**
     * What somebody asks.
     *
     * @param place of the stream, taken while the text is read; whatever lasts waits for it
     */
    private record Asked(Wish wish, Caller caller, Beside<Place> place) {}

    /** Begins, or joins what the same key began; the caller must leave it and {@link #end} it. */
    Begun begin(SynthesizeRequest request, Caller caller, @Nullable String idempotencyKey) {
        Wish wish = Wish.of(request, cleaning, voices);
        Beside<Place> place = Beside.of(() -> places.take(caller.accountId()));
        try {
            Heard heard = hear(new Asked(wish, caller, place), request, idempotencyKey);
            return new Begun(heard.hearing(), heard.remaining(), place.get());
        } catch (RuntimeException | Error refused) {
            place.whenFound(places::giveBack);
            throw refused;
        }
    }

    void end(Begun begun) {
        places.giveBack(begun.place());
    }

    private Heard hear(Asked asked, SynthesizeRequest request, @Nullable String idempotencyKey) {
        if (idempotencyKey == null) {
            return produce(asked, Optional.empty());
        }
        // What is kept of the text is keyed: see SpeechKeys.
        String body = keys.request(request.canonical());
        Claim claim = idempotency.claim(asked.caller(), ROUTE, idempotencyKey, body);
        return switch (claim) {
            case Claim.Fresh fresh -> hearClaimed(asked, fresh);
            case Claim.Replay replay -> again(asked, UUID.fromString(replay.response()));
        };
    }

    private Heard hearClaimed(Asked asked, Claim.Fresh claim) {
        try {
            return produce(asked, Optional.of(claim));
        } catch (RuntimeException refused) {
            idempotency.giveBack(claim);
            throw refused;
        }
    }

    /** The same key again: what runs is joined, what stopped goes on under the same id. */
    private Heard again(Asked asked, UUID audioId) {
        Caller caller = asked.caller();
        asked.place().get();
        Optional<Production> running = productions.tryJoin(audioId);
        if (running.isPresent()) {
            Production production = running.get();
            return new Heard(
                    production, remaining(plans.find(caller), production.admitted().spent()));
        }
        Optional<AudioAsset> asset = assets.find(audioId, caller.accountId());
        if (asset.isEmpty()) {
            return produce(asked, Optional.empty());
        }
        Listening listening =
                listenings.of(audioId, caller, asked.wish().text(), choice.asBegun(asset.get()));
        // Made elsewhere, it costs nothing here: nothing is asked of the plan.
        return assets.isBeingMade(audioId)
                ? follow(listening, asked)
                : produce(require(listening, caller), asked, Optional.empty());
    }

    Allowed allow(Wish wish, Caller caller) {
        return require(wanted(wish, caller), caller);
    }

    /** What a wish comes to, in the voicing the plan has; the plan is asked only about a price. */
    Listening wanted(Wish wish, Caller caller) {
        Listener listener = listeners.get(caller.accountId());
        Voicing voicing = choice.choose(wish, listener);
        Listening listening = listenings.of(ids.next(), caller, wish.text(), voicing);
        if (listening.price() == 0) {
            return listening;
        }
        Voicing within = choice.within(plans.get(caller), wish, listener, voicing);
        return within.equals(voicing)
                ? listening
                : listenings.of(listening.audioId(), caller, wish.text(), within);
    }

    /**
     * Lets a listening have its price asked for.
     *
     * @throws Refusal 402 for what the plan lacks; the quota is another question. 503 when what is
     *     paid of a voice that went is not stored like this
     */
    Allowed require(Listening listening, Caller caller) {
        if (!voices.isOffered(listening.voicing().voice())
                && listening.parts().stream().anyMatch(Part::isToBeSpoken)) {
            throw SpeechRefusals.unavailable();
        }
        if (listening.price() == 0) {
            return new Allowed(listening, null);
        }
        Entitlement entitlement = plans.get(caller);
        plans.requireSpeech(entitlement, listening.price());
        String engine = listening.voicing().engine().code();
        if (!plans.allowsEngine(entitlement, engine)) {
            throw plans.engineMissing(entitlement, engine);
        }
        return new Allowed(listening, entitlement);
    }

    private Heard produce(Asked asked, Optional<Claim.Fresh> claim) {
        return produce(allow(asked.wish(), asked.caller()), asked, claim);
    }

    private Heard produce(Allowed allowed, Asked asked, Optional<Claim.Fresh> claim) {
        Optional<Entitlement> known =
                Optional.ofNullable(allowed.entitlement()).or(() -> plans.find(asked.caller()));
        asked.place().get();
        Optional<Admitted> admitted =
                admission.admit(allowed.listening(), allowed.entitlement(), claim);
        return admitted.isEmpty()
                ? follow(allowed.listening(), asked)
                : new Heard(
                        productions.begin(admitted.get()),
                        remaining(known, admitted.get().spent()));
    }

    private Heard follow(Listening listening, Asked asked) {
        Hearing following =
                productions.follow(listening, () -> again(asked, listening.audioId()).hearing());
        long spent = ledger.today(asked.caller().payerId()).spent();
        return new Heard(following, remaining(plans.find(asked.caller()), spent));
    }

    private static @Nullable Long remaining(Optional<Entitlement> entitlement, long spent) {
        Long limit = entitlement.map(known -> known.limits().charactersPerDay()).orElse(null);
        return limit == null ? null : Math.max(0, limit - spent);
    }
}
