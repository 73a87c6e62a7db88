package app.feedtape.tts.synthesis;

import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * On whose behalf sound is asked for, and how long that may take.
 *
 * @param audioId the listening it is for
 * @param accountId whose turn it uses: accounts take turns with the provider
 * @param isFirst whether somebody waits in silence for it
 * @param within for everything
 * @param waiting of it at most for a turn with the provider
 * @param isWanted asked again while waiting; what nobody wants any more leaves the queue
 */
record Errand(
        UUID audioId,
        UUID accountId,
        Urgency urgency,
        boolean isFirst,
        Duration within,
        Duration waiting,
        BooleanSupplier isWanted) {

    /** Before the first byte a listener waits; a refusal has to come within ten seconds. */
    static final Duration FIRST_WITHIN = Duration.ofSeconds(8);

    private static final Duration OTHERS_WITHIN = Duration.ofSeconds(25);

    /** Whoever would wait longer for a turn with the provider had better come again. */
    private static final Duration FIRST_WAITS = Duration.ofSeconds(2);

    /** There is sound to be heard meanwhile, and breaking off costs more than being late. */
    private static final Duration OTHERS_WAIT = Duration.ofSeconds(12);

    /** Nobody hears the silence, and those who do go first. */
    private static final Duration AHEAD_WITHIN = Duration.ofMinutes(3);

    private static final Duration AHEAD_WAITS = Duration.ofMinutes(2);

    /** For the segment of a listening: its first one is waited for in silence. */
    static Errand of(Listening listening, int position, BooleanSupplier isWanted) {
        boolean first = position == 0;
        boolean ahead = listening.urgency() == Urgency.BACKGROUND;
        return new Errand(
                listening.audioId(),
                listening.accountId(),
                listening.urgency(),
                first && !ahead,
                ahead ? AHEAD_WITHIN : first ? FIRST_WITHIN : OTHERS_WITHIN,
                ahead ? AHEAD_WAITS : first ? FIRST_WAITS : OTHERS_WAIT,
                isWanted);
    }

    /** The same with less time left. */
    Errand within(Duration left) {
        return new Errand(audioId, accountId, urgency, isFirst, left, waiting, isWanted);
    }
}
