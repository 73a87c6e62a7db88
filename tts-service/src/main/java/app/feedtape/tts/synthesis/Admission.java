package app.feedtape.tts.synthesis;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult;
import app.feedtape.tts.ledger.PayerTurns;
import app.feedtape.tts.plans.Plans;
import app.feedtape.web.idempotency.Idempotency;
import app.feedtape.web.idempotency.Idempotency.Claim;
import app.feedtape.web.time.TimeOrderedIds;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Holds the price of a listening, remembers it, and answers its idempotency key, in one
 * transaction.
 */
@Component
class Admission {

    private static final int OK = 200;

    private final CharacterLedger ledger;
    private final AudioAssets assets;
    private final Idempotency idempotency;
    private final Plans plans;
    private final PayerTurns turns;
    private final TimeOrderedIds ids;

    Admission(
            CharacterLedger ledger,
            AudioAssets assets,
            Idempotency idempotency,
            Plans plans,
            PayerTurns turns,
            TimeOrderedIds ids) {
        this.ledger = ledger;
        this.assets = assets;
        this.idempotency = idempotency;
        this.plans = plans;
        this.turns = turns;
        this.ids = ids;
    }

    /**
     * A listening that may begin.
     *
     * @param maker the production of it, of which there is one at a time
     * @param holdId null when it costs nothing
     * @param spent of the payer's day, this listening's hold included
     * @param limit of the payer's day when it began; null when there is none
     * @param ofJob whether the hold is a job's, which closes it itself
     */
    record Admitted(
            Listening listening,
            UUID maker,
            @Nullable UUID holdId,
            long spent,
            @Nullable Long limit,
            boolean ofJob) {

        /** The same with other characters set aside. */
        Admitted with(HoldResult.Held held) {
            return new Admitted(listening, maker, held.holdId(), held.spent(), limit, ofJob);
        }
    }

    /**
     * Lets a listening in, or refuses with 402 QUOTA_EXCEEDED and nothing changed.
     *
     * @return empty when another instance is making it already
     */
    Optional<Admitted> admit(
            Listening listening, @Nullable Entitlement entitlement, Optional<Claim.Fresh> claim) {
        return turns.inTransaction(
                listening.payerId(),
                () -> {
                    UUID maker = ids.next();
                    if (!tryMake(listening, maker)) {
                        return Optional.empty();
                    }
                    claim.ifPresent(fresh ->
                            idempotency.complete(fresh, OK, listening.audioId().toString()));
                    // Last: the payer's counter is locked from here to the end.
                    return Optional.of(hold(listening, maker, entitlement));
                });
    }

    /**
     * A hold is on the disk with what is written next, which is the call, a booking or the hold's
     * end; nobody hears or is told anything before. What costs nothing is told by a fact.
     */
    private boolean tryMake(Listening listening, UUID maker) {
        AudioAsset asset = asset(listening);
        return listening.price() == 0
                ? assets.tryMake(asset, maker)
                : assets.tryMakeAhead(asset, maker);
    }

    private Admitted hold(Listening listening, UUID maker, @Nullable Entitlement entitlement) {
        if (listening.price() == 0) {
            long spent = ledger.countRequest(listening.payerId(), listening.accountId()).spent();
            return new Admitted(listening, maker, null, spent, null, false);
        }
        Long limit =
                entitlement == null ? Long.valueOf(0) : entitlement.limits().charactersPerDay();
        HoldOrder order =
                new HoldOrder(
                        listening.payerId(),
                        listening.accountId(),
                        listening.audioId(),
                        listening.price(),
                        limit);
        return switch (hold(order, listening)) {
            case HoldResult.Held held ->
                    new Admitted(listening, maker, held.holdId(), held.spent(), limit, false);
            case HoldResult.OverQuota over ->
                    throw plans.overQuota(over.day(), over.spent(), over.limit(), listening.price())
                            .with("held", over.held())
                            .with("plan", entitlement == null ? null : entitlement.plan());
        };
    }

    /**
     * What a dead instance has set aside for this very listening is not missing for two minutes.
     */
    private HoldResult hold(HoldOrder order, Listening listening) {
        HoldResult first = ledger.hold(order);
        if (first instanceof HoldResult.Held) {
            return first;
        }
        List<UUID> abandoned = assets.findAbandoned(listening.accountId(), listening.entityTag());
        return ledger.trySettleAbandoned(listening.payerId(), abandoned, listening.audioId())
                ? ledger.hold(order)
                : first;
    }

    static AudioAsset asset(Listening listening) {
        Voicing voicing = listening.voicing();
        return new AudioAsset(
                listening.audioId(),
                listening.accountId(),
                listening.payerId(),
                voicing.language().code(),
                voicing.voice().id(),
                voicing.engine().code(),
                voicing.speedPercent(),
                voicing.format(),
                listening.text().characters(),
                listening.parts().size(),
                "open",
                listening.entityTag());
    }
}
