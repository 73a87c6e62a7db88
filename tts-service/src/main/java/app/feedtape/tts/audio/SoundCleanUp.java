package app.feedtape.tts.audio;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes sound that nobody may hear any more. First its rows go and its object is listed; the
 * object goes a day later, when nothing begun before can still be at it.
 */
@Component
class SoundCleanUp {

    private static final Logger LOG = LoggerFactory.getLogger(SoundCleanUp.class);
    private static final int BATCH = 500;

    private static final String FORGET =
            """
            with gone as (
                select storage_key, coalesce(object, storage_key) as object from stored_segment
                where heard_until < app_now() - interval '1 day'
                order by heard_until limit :batch for update skip locked),
            unlinked as (
                delete from audio_segment a using gone where a.storage_key = gone.storage_key),
            listed as (
                insert into discarded_object (object, not_before)
                select object, app_now() + interval '1 day' from gone on conflict (object) do nothing)
            delete from stored_segment s using gone where s.storage_key = gone.storage_key
            """;

    /**
     * Others may still hear the same sound; what listened to it longer ago tells nothing any more.
     */
    private static final String FORGET_PIECES =
            """
            delete from audio_segment where ctid = any(array(
                select ctid from audio_segment
                where heard_until < app_now() - interval '1 day' limit :batch))
            """;

    private static final String DISCARDED =
            """
            select object from discarded_object where not_before < app_now()
            order by not_before limit :batch
            """;

    private static final String REMOVED = "delete from discarded_object where object = :object";

    private final JdbcClient jdbc;
    private final AudioStorage storage;

    SoundCleanUp(JdbcClient jdbc, AudioStorage storage) {
        this.jdbc = jdbc;
        this.storage = storage;
    }

    @Scheduled(initialDelay = 20, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forget() {
        untilDone(FORGET);
        untilDone(FORGET_PIECES);
    }

    private void untilDone(String forget) {
        int forgotten = BATCH;
        while (forgotten == BATCH) {
            forgotten = jdbc.sql(forget).param("batch", BATCH).update();
        }
    }

    @Scheduled(initialDelay = 5, fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
    void remove() throws IOException {
        int removed = BATCH;
        while (removed == BATCH) {
            removed = removeBatch();
        }
    }

    private int removeBatch() throws IOException {
        List<String> objects = jdbc.sql(DISCARDED).param("batch", BATCH).query(String.class).list();
        for (String object : objects) {
            storage.delete(object);
            jdbc.sql(REMOVED).param("object", object).update();
        }
        if (!objects.isEmpty()) {
            LOG.info("Removed {} objects that nobody may hear any more", objects.size());
        }
        return objects.size();
    }
}
