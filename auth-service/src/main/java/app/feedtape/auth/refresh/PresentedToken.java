package app.feedtape.auth.refresh;

import app.feedtape.auth.session.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token that came in, beside what its session has come to. All times are the database's.
 *
 * @param generation of the token presented
 * @param expiresAt of the token presented
 * @param newest generation the session is at
 * @param rotatedAt when the newest generation was made
 * @param accessSeen the newest generation an access token of which was ever presented; -1 for none
 * @param accessSeenAt when that was; null for none
 * @param endReason null while the session lives
 */
record PresentedToken(
        UUID sessionId,
        UUID accountId,
        byte[] sealedSecret,
        long generation,
        Instant expiresAt,
        long newest,
        Instant rotatedAt,
        long accessSeen,
        @Nullable Instant accessSeenAt,
        Instant sessionExpiresAt,
        @Nullable String endReason,
        Proof proof,
        Instant now) {

    /** How long a spent token may come again without a question: the app asks in parallel. */
    static final Duration GRACE = Duration.ofSeconds(30);

    /** How long it may come again when nothing shows that the answer to its first use arrived. */
    static final Duration LOST_ANSWER = Duration.ofHours(24);

    /** What is to be done with it. */
    enum Verdict {
        /** It is the newest: the session moves on. */
        ROTATE,
        /** It is the parent of the newest and may be a retry: the same successor again. */
        REPEAT,
        /** Only a copy can have sent it. */
        REUSED,
        /** The token or its session has run out or was ended. */
        OVER,
        /** The session was ended because of reuse. */
        OVER_BY_REUSE
    }

    Verdict judge() {
        if (endReason != null) {
            return endReason.equals("reuse") ? Verdict.OVER_BY_REUSE : Verdict.OVER;
        }
        if (!now.isBefore(expiresAt) || !now.isBefore(sessionExpiresAt)) {
            return Verdict.OVER;
        }
        if (generation == newest) {
            return Verdict.ROTATE;
        }
        return generation == newest - 1 && mayBeRetry() ? Verdict.REPEAT : Verdict.REUSED;
    }

    /** A newer refresh token cannot have been seen here, or this would be the grandparent. */
    private boolean mayBeRetry() {
        return accessSeen >= newest
                ? now.isBefore(answerArrivedAt().plus(GRACE))
                : now.isBefore(rotatedAt.plus(LOST_ANSWER));
    }

    /**
     * An answer that was lost may arrive hours after the turn, and then others of its kind are
     * under way beside it: the grace is for them and begins when the first one is put to use.
     */
    private Instant answerArrivedAt() {
        return accessSeenAt == null || accessSeenAt.isBefore(rotatedAt) ? rotatedAt : accessSeenAt;
    }
}
