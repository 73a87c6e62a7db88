package app.feedtape.tts.ledger;

import java.util.UUID;

/** A delivered and stored segment that is to be paid from a hold. */
public record Commit(
        UUID holdId, UUID audioId, SegmentKey segment, long characters, String language) {}
