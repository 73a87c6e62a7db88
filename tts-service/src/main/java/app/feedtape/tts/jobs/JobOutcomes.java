package app.feedtape.tts.jobs;

import app.feedtape.tts.jobs.JobClaims.Claim;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes down what has become of jobs. */
@Component
class JobOutcomes {

    private static final String LOCK =
            """
            select counted_in from speech_job
            where id = :id and runner = :runner and finished_at is null for update
            """;

    private static final String END_ITEM =
            """
            update speech_job_item set state = :state, error = :error, text = null
            where job_id = :job and position = :position and state = 'waiting'
            """;

    private static final String END_WAITING =
            """
            update speech_job_item set state = :state, error = :error, text = null
            where job_id = :job and state = 'waiting'
            """;

    private static final String HOLDS_OF_WAITING =
            """
            select hold_id from speech_job_item
            where job_id = :job and state = 'waiting' and hold_id is not null order by hold_id
            """;

    /** Over when nothing waits; else somebody's again, at the end of the line. */
    private static final String FINISH =
            """
            update speech_job j
               set runner = null, runner_until = null, failures = 0, next_try_at = app_now(),
                   state = case when whole.waiting > 0 then 'running'
                                when whole.cancelled > 0 then 'cancelled'
                                when whole.error is not null then 'failed' else 'done' end,
                   finished_at = case when whole.waiting > 0 then null else app_now() end,
                   error = case when whole.waiting > 0 then null
                                when whole.cancelled > 0 and j.cancel_reason = 'suspended' then 'ACCOUNT_SUSPENDED'
                                else whole.error end
            from (select count(*) filter (where state = 'waiting') as waiting,
                         count(*) filter (where state = 'cancelled') as cancelled,
                         min(error) as error
                  from speech_job_item where job_id = :id) whole
            where j.id = :id and j.runner = :runner
            returning j.id, j.account_id, j.payer_id, j.state, j.error, j.counted_in, j.finished_at is not null as over,
                extract(epoch from app_now() - j.created_at)::bigint as seconds
            """;

    private static final String AUDIO =
            """
            select i.audio_id, i.segment_ends[cardinality(i.segment_ends)] as characters,
                   exists (select from audio_segment s where s.audio_id = i.audio_id) as begun,
                   (select coalesce(sum(h.committed), 0) from hold h where h.audio_id = i.audio_id) as charged
            from speech_job_item i where i.job_id = :id order by i.position
            """;

    private final JdbcClient jdbc;

    JobOutcomes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A job that is over.
     *
     * @param month it was counted in
     * @param anything whether any sound came of it
     */
    record Finished(
            UUID id,
            UUID accountId,
            UUID payerId,
            JobState state,
            @Nullable String error,
            @Nullable LocalDate month,
            Duration lasted,
            List<UUID> audioIds,
            long characters,
            long charged,
            boolean anything) {}

    private record Row(
            UUID id,
            UUID accountId,
            UUID payerId,
            JobState state,
            @Nullable String error,
            @Nullable LocalDate month,
            boolean over,
            Duration lasted) {}

    private record Audio(UUID audioId, int characters, boolean begun, long charged) {}

    /**
     * A job that is the claim's until the transaction ends.
     *
     * @param month it counts in
     */
    record Locked(@Nullable LocalDate month) {}

    /** Empty when it is somebody else's by now, or over. */
    Optional<Locked> tryLock(Claim claim) {
        return jdbc.sql(LOCK)
                .param("id", claim.jobId())
                .param("runner", claim.runner())
                .query((row, n) -> new Locked(row.getObject(1, LocalDate.class)))
                .optional();
    }

    void endItem(UUID jobId, int position, JobState state, @Nullable String error) {
        jdbc.sql(END_ITEM)
                .param("job", jobId)
                .param("position", position)
                .param("state", state.code())
                .param("error", error)
                .update();
    }

    void endWaiting(UUID jobId, JobState state, @Nullable String error) {
        jdbc.sql(END_WAITING)
                .param("job", jobId)
                .param("state", state.code())
                .param("error", error)
                .update();
    }

    List<UUID> holdsOfWaiting(UUID jobId) {
        return jdbc.sql(HOLDS_OF_WAITING).param("job", jobId).query(UUID.class).list();
    }

    /** Lets go of a job; tells of it when that was the last of it. */
    Optional<Finished> tryFinish(Claim claim) {
        return jdbc.sql(FINISH)
                .param("id", claim.jobId())
                .param("runner", claim.runner())
                .query(JobOutcomes::row)
                .optional()
                .filter(Row::over)
                .map(this::finished);
    }

    private Finished finished(Row job) {
        List<Audio> audio = jdbc.sql(AUDIO).param("id", job.id()).query(Audio.class).list();
        return new Finished(
                job.id(),
                job.accountId(),
                job.payerId(),
                job.state(),
                job.error(),
                job.month(),
                job.lasted(),
                audio.stream().map(Audio::audioId).toList(),
                audio.stream().mapToLong(Audio::characters).sum(),
                audio.stream().mapToLong(Audio::charged).sum(),
                audio.stream().anyMatch(Audio::begun));
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("payer_id", UUID.class),
                JobState.of(row.getString("state")),
                row.getString("error"),
                row.getObject("counted_in", LocalDate.class),
                row.getBoolean("over"),
                Duration.ofSeconds(row.getLong("seconds")));
    }
}
