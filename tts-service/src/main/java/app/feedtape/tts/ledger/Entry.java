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
        @Nullable String reason) {

    static Entry commit(UUID id, CommitRow row, Commit commit) {
        return new Entry(
                id,
                commit.holdId(),
                row.day().payerId(),
                row.accountId(),
                row.day().day(),
                "commit",
                commit.characters(),
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
                reason.code());
    }
}
