package app.feedtape.tts.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** An account's jobs, for whoever deletes it or hands its data out. */
@Component
public class JobRecords {

    private static final String UNFINISHED =
            "select exists (select from speech_job where account_id = :account and finished_at is null)";

    private static final List<String> FORGET =
            List.of(
                    "delete from speech_job where account_id = :account",
                    "delete from job_month where payer_id = :account");

    private static final String EXPORT =
            """
            select j.id, j.source, j.title, j.state, j.price, j.created_at, i.audio_id, i.article_id,
                   i.title as item_title
            from speech_job j join speech_job_item i on i.job_id = j.id
            where j.account_id = :account order by j.id desc, i.position limit 20000
            """;

    private final JdbcClient jdbc;
    private final JobTables jobs;
    private final JobSeal seal;

    JobRecords(JdbcClient jdbc, JobTables jobs, JobSeal seal) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.seal = seal;
    }

    /** The account is deleted: its jobs end within a second or so. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void close(UUID accountId) {
        jobs.cancelAll(accountId, CancelReason.DELETED);
    }

    /** Forgets every job of the account; false while one of them still has to end. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryErase(UUID accountId) {
        close(accountId);
        if (jdbc.sql(UNFINISHED).param("account", accountId).query(Boolean.class).single()) {
            return false;
        }
        FORGET.forEach(sql -> jdbc.sql(sql).param("account", accountId).update());
        return true;
    }

    /** One entry per text of a job. */
    public List<Map<String, @Nullable Object>> export(UUID accountId) {
        return jdbc.sql(EXPORT).param("account", accountId).query(this::row).list();
    }

    private Map<String, @Nullable Object> row(ResultSet row, int number) throws SQLException {
        UUID job = row.getObject("id", UUID.class);
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("id", job);
        entry.put("source", row.getString("source"));
        entry.put("title", seal.open(job, row.getString("title")));
        entry.put("status", row.getString("state"));
        entry.put("price", row.getLong("price"));
        entry.put("created_at", row.getTimestamp("created_at"));
        entry.put("audio_id", row.getObject("audio_id", UUID.class));
        entry.put("article_id", row.getObject("article_id", UUID.class));
        entry.put("article_title", seal.open(job, row.getString("item_title")));
        return entry;
    }
}
