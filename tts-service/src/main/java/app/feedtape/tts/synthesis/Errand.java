package app.feedtape.tts.synthesis;

import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * On whose behalf sound is asked for, and how long that may take.
 *
 * @param audioId the listening it is for
 * @param accountId whose turn it uses: accounts take turns with the provider
 * @param within for everything
 * @param waiting of it at most for a turn with the provider
 * @param isWanted asked again while waiting; what nobody wants any more leaves the queue
 */
record Errand(
        UUID audioId,
        UUID accountId,
        Urgency urgency,
        Duration within,
        Duration waiting,
        BooleanSupplier isWanted) {

    /** The same with less time left. */
    Errand within(Duration left) {
        return new Errand(audioId, accountId, urgency, left, waiting, isWanted);
    }
}
