package app.feedtape.tts.ledger;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A line of the ledger; written once, never changed. */
record Entry(
        UUID id,
        UUID holdId,
        UUID payerId,
        UUID accountId,
        LocalDate day,
        String kind,
        long characters,
        byte @Nullable [] segmentHash,
        @Nullable String reason) {

    static Entry hold(UUID id, UUID holdId, HoldOrder order, LocalDate day) {
        return new Entry(
                id,
                holdId,
                order.payerId(),
                order.accountId(),
                day,
                "hold",
                order.characters(),
                null,
                null);
    }

    static Entry commit(UUID id, HoldRow hold, Commit commit) {
        return new Entry(
                id,
                hold.id(),
                hold.payerId(),
                hold.accountId(),
                hold.day(),
                "commit",
                commit.characters(),
                commit.segment().hashBytes(),
                null);
    }

    static Entry release(UUID id, HoldRow hold, ReleaseReason reason) {
        return new Entry(
                id,
                hold.id(),
                hold.payerId(),
                hold.accountId(),
                hold.day(),
                "release",
                hold.released(),
                null,
                reason.code());
    }
}
