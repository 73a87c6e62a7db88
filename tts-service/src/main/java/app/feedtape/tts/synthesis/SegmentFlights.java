package app.feedtape.tts.synthesis;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Which segments are being asked of the provider, over all instances. A flight is leased for five
 * seconds and confirmed while its call lasts, so that a killed instance's is taken over. Claiming
 * is part of writing down the call, and landing mostly of writing down what came of it ({@link
 * app.feedtape.tts.ledger.ProviderLedger}): neither costs a statement of its own then.
 */
@Component
class SegmentFlights {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentFlights.class);

    private static final String IS_UNDER_WAY =
            """
            select exists (
                select from segment_flight
                where storage_key = :key and lease_until > app_now()
                  and replaces is not distinct from cast(:damaged as text))
            """;

    private static final String CONFIRM =
            """
            update segment_flight set lease_until = app_now() + interval '5 seconds'
            where call_id = any(:calls)
            """;

    private static final String LAND = "delete from segment_flight where call_id = :call";

    private static final String FORGET =
            "delete from segment_flight where lease_until < app_now() - interval '1 minute'";

    /** A call takes less. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** Storing a segment and booking it take less. */
    private static final Duration KEEPING = Duration.ofSeconds(15);

    private final JdbcClient jdbc;

    /** Until when each is confirmed, by {@link System#nanoTime}. */
    private final ConcurrentMap<UUID, Long> here = new ConcurrentHashMap<>();

    SegmentFlights(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Whether somebody is making this sound at this moment.
     *
     * @param damaged the object that it is to replace
     */
    boolean isUnderWay(String storageKey, @Nullable String damaged) {
        return jdbc.sql(IS_UNDER_WAY)
                .param("key", storageKey)
                .param("damaged", damaged)
                .query(Boolean.class)
                .single();
    }

    /**
     * The flight of this call stays this instance's, as long as a call and its keeping may take.
     */
    void begin(UUID callId) {
        here.put(callId, System.nanoTime() + LONGEST.toNanos());
    }

    /** It was answered; what came is confirmed until it can be in the storage. */
    void endSoon(UUID callId) {
        here.replace(callId, System.nanoTime() + KEEPING.toNanos());
    }

    /** The sound of this call is recorded; a flight that stays harms nobody and is forgotten. */
    void land(UUID callId) {
        here.remove(callId);
        try {
            jdbc.sql(LAND).param("call", callId).update();
        } catch (RuntimeException away) {
            LOG.debug("A flight is left to be forgotten", away);
        }
    }

    @Scheduled(fixedDelay = 1_500, timeUnit = TimeUnit.MILLISECONDS)
    void confirm() {
        long now = System.nanoTime();
        here.values().removeIf(until -> until - now < 0);
        if (!here.isEmpty()) {
            jdbc.sql(CONFIRM).param("calls", here.keySet().toArray(UUID[]::new)).update();
        }
    }

    @Scheduled(initialDelay = 1, fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        int forgotten = jdbc.sql(FORGET).update();
        if (forgotten > 0) {
            LOG.debug("{} flights ended without a word", forgotten);
        }
    }
}
