package app.feedtape.tts.privacy;

import app.feedtape.events.Topic;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.messaging.privacy.AccountRecords;
import app.feedtape.messaging.privacy.ExportPart;
import app.feedtape.tts.audio.AudioErasure;
import app.feedtape.tts.jobs.JobRecords;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What this service keeps of an account: how it is read to, what it heard, what was booked. */
@Component
class SpeechRecords implements AccountRecords {

    private static final String DAYS =
            "select day from character_day where payer_id = :account order by day";

    private static final String OPEN_HOLDS =
            "select exists (select 1 from hold where payer_id = :account and state = 'open')";

    private static final List<String> FORGET =
            List.of(
                    "delete from paid_segment where payer_id = :account",
                    "delete from listener where account_id = :account");

    private static final String LISTENER =
            "select voice, speed, language, quality from listener where account_id = :account";

    private static final String USAGE =
            """
            select day, committed as characters, requests from character_day
            where payer_id = :account order by day
            """;

    private static final String LISTENINGS =
            """
            select id, language, voice, engine, speed_percent, characters, state, created_at from audio
            where account_id = :account order by created_at desc limit 20000
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final AudioErasure audio;
    private final JobRecords jobs;

    SpeechRecords(JdbcClient jdbc, Outbox outbox, AudioErasure audio, JobRecords jobs) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.audio = audio;
        this.jobs = jobs;
    }

    /** Listenings under way end with the account's own fact, in every instance. */
    @Override
    public void close(UUID accountId) {
        jobs.close(accountId);
    }

    @Override
    public boolean tryErase(UUID accountId) {
        if (!jobs.tryErase(accountId) || ask(OPEN_HOLDS, accountId)) {
            return false;
        }
        audio.erase(accountId);
        FORGET.forEach(sql -> jdbc.sql(sql).param("account", accountId).update());
        jdbc.sql(DAYS)
                .param("account", accountId)
                .query(LocalDate.class)
                .list()
                .forEach(day -> outbox.erase(Topic.USAGE_DAY, accountId + ":" + day));
        jdbc.sql("select erase_ledger(:account)")
                .param("account", accountId)
                .query((row, number) -> "")
                .single();
        return true;
    }

    private boolean ask(String sql, UUID accountId) {
        return jdbc.sql(sql).param("account", accountId).query(Boolean.class).single();
    }

    @Override
    public ExportPart export(UUID accountId) {
        return ExportPart.of(
                Map.of(
                        "settings", rows(LISTENER, accountId),
                        "usage", rows(USAGE, accountId),
                        "listenings", rows(LISTENINGS, accountId),
                        "jobs", jobs.export(accountId)));
    }

    private List<Map<String, Object>> rows(String sql, UUID accountId) {
        return jdbc.sql(sql).param("account", accountId).query().listOfRows();
    }
}
