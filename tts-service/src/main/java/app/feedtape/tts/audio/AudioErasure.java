package app.feedtape.tts.audio;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes away what an account has heard. Rows go in the transaction, sound in the storage after it
 * by {@link SoundCleanUp}: a storage that is away delays it.
 */
@Component
public class AudioErasure {

    /** What others listen to as well stays theirs. */
    private static final String UNSHARED =
            """
            with mine as (
                select distinct s.storage_key from audio_segment s join audio a on a.id = s.audio_id
                where a.account_id = :account)
            select storage_key from mine
            where not exists (
                select 1 from audio_segment s join audio a on a.id = s.audio_id
                where s.storage_key = mine.storage_key and a.account_id <> :account)
            """;

    private static final List<String> FORGET =
            List.of(
                    "delete from audio_segment where audio_id in (select id from audio where account_id = :account)",
                    "delete from audio where account_id = :account");

    private static final String FORGET_SOUND =
            """
            with gone as (
                delete from stored_segment s where s.storage_key = any(:keys)
                    and not exists (select 1 from audio_segment a where a.storage_key = s.storage_key)
                returning coalesce(s.object, s.storage_key) as object)
            insert into discarded_object (object, not_before) select object, app_now() from gone
            on conflict (object) do update set not_before = excluded.not_before
            """;

    private final JdbcClient jdbc;

    AudioErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Forgets every listening of the account, and discards the sound that nobody else has. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        List<String> unshared =
                jdbc.sql(UNSHARED).param("account", accountId).query(String.class).list();
        FORGET.forEach(sql -> jdbc.sql(sql).param("account", accountId).update());
        jdbc.sql(FORGET_SOUND).param("keys", unshared.toArray(String[]::new)).update();
    }
}
