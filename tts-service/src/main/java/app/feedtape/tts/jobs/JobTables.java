package app.feedtape.tts.jobs;

import app.feedtape.tts.synthesis.PreparedSpeech;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes down new jobs, and that they are to end. */
@Component
class JobTables {

    private static final String ADD =
            """
            insert into speech_job (id, account_id, payer_id, source, title, price, counted_in, give_up_at)
            values (:id, :account, :payer, :source, :title, :price, :month,
                    app_now() + make_interval(secs => :patience))
            """;

    private static final String ADD_ITEM =
            """
            insert into speech_job_item
                (job_id, position, audio_id, article_id, title, text, segment_ends, price, hold_id)
            values (:job, :position, :audio, :article, :title, :text, :ends, :price, :hold)
            """;

    private static final String CANCEL =
            """
            update speech_job set cancel_reason = :reason, next_try_at = app_now()
            where id = :id and finished_at is null and cancel_reason is null
            """;

    private static final String CANCEL_ALL =
            """
            update speech_job set cancel_reason = :reason, next_try_at = app_now()
            where account_id = :account and finished_at is null and cancel_reason is null
            """;

    private final JdbcClient jdbc;
    private final JobSeal seal;

    JobTables(JdbcClient jdbc, JobSeal seal) {
        this.jdbc = jdbc;
        this.seal = seal;
    }

    /**
     * A job that begins.
     *
     * @param month it counts in; null for one that costs nothing
     */
    record NewJob(
            UUID id,
            Caller caller,
            String source,
            @Nullable String title,
            long price,
            @Nullable LocalDate month) {}

    /** One text of it. */
    record NewItem(SourceText source, PreparedSpeech speech) {}

    void add(NewJob job, List<NewItem> items, List<Optional<UUID>> holds, Duration patience) {
        jdbc.sql(ADD)
                .param("id", job.id())
                .param("account", job.caller().accountId())
                .param("payer", job.caller().payerId())
                .param("source", job.source())
                .param("title", seal.seal(job.id(), job.title()))
                .param("price", job.price())
                .param("month", job.month())
                .param("patience", patience.toSeconds())
                .update();
        for (int i = 0; i < items.size(); i++) {
            add(job.id(), i, items.get(i), holds.get(i).orElse(null));
        }
    }

    private void add(UUID jobId, int position, NewItem item, @Nullable UUID holdId) {
        jdbc.sql(ADD_ITEM)
                .param("job", jobId)
                .param("position", position)
                .param("audio", item.speech().audioId())
                .param("article", item.source().articleId())
                .param("title", seal.seal(jobId, item.source().title()))
                .param("text", seal.seal(jobId, item.speech().text()))
                .param("ends", item.speech().segmentEnds())
                .param("price", item.speech().price())
                .param("hold", holdId)
                .update();
    }

    /** Says that a job is to end; what is over stays as it is. */
    void cancel(UUID jobId, CancelReason reason) {
        jdbc.sql(CANCEL).param("id", jobId).param("reason", reason.code()).update();
    }

    /** Says that all jobs of an account are to end; answers how many. */
    int cancelAll(UUID accountId, CancelReason reason) {
        return jdbc.sql(CANCEL_ALL)
                .param("account", accountId)
                .param("reason", reason.code())
                .update();
    }
}
