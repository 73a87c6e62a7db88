package app.feedtape.tts.audio;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes away what an account has heard. Rows go in the transaction, sound in the storage after it
 * by a job: a storage that is away delays it.
 */
@Component
public class AudioErasure {

    private static final Logger LOG = LoggerFactory.getLogger(AudioErasure.class);
    private static final int PORTION = 200;

    /** What others listen to as well stays theirs. */
    private static final String NOTE_UNWANTED =
            """
            with mine as (
                select distinct s.storage_key from audio_segment s join audio a on a.id = s.audio_id
                where a.account_id = :account)
            insert into unwanted_sound (storage_key)
            select storage_key from mine
            where not exists (
                select 1 from audio_segment s join audio a on a.id = s.audio_id
                where s.storage_key = mine.storage_key and a.account_id <> :account)
            on conflict (storage_key) do nothing
            """;

    private static final List<String> FORGET =
            List.of(
                    "delete from audio_segment where audio_id in (select id from audio where account_id = :account)",
                    "delete from audio where account_id = :account");

    private static final String FORGET_SOUND =
            """
            delete from stored_segment s using unwanted_sound u
            where s.storage_key = u.storage_key
                and not exists (select 1 from audio_segment a where a.storage_key = s.storage_key)
            """;

    /** Somebody who has made the same sound meanwhile wants it. */
    private static final String WANTED_AGAIN =
            "delete from unwanted_sound u using stored_segment s where s.storage_key = u.storage_key";

    private static final String NEXT =
            "select storage_key from unwanted_sound order by noted_at limit :portion";

    private static final String DONE = "delete from unwanted_sound where storage_key = :key";

    private final JdbcClient jdbc;
    private final AudioStorage storage;

    AudioErasure(JdbcClient jdbc, AudioStorage storage) {
        this.jdbc = jdbc;
        this.storage = storage;
    }

    /** Forgets every listening of the account, and notes whose sound nobody else has. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql(NOTE_UNWANTED).param("account", accountId).update();
        FORGET.forEach(sql -> jdbc.sql(sql).param("account", accountId).update());
        jdbc.sql(FORGET_SOUND).update();
    }

    @Scheduled(initialDelay = 5_000, fixedDelay = 5_000)
    void removeUnwanted() {
        jdbc.sql(WANTED_AGAIN).update();
        for (String key : jdbc.sql(NEXT).param("portion", PORTION).query(String.class).list()) {
            try {
                storage.delete(key);
                jdbc.sql(DONE).param("key", key).update();
            } catch (IOException away) {
                LOG.warn("Sound that nobody may hear is still stored: {}", away.toString());
                return;
            }
        }
    }
}
