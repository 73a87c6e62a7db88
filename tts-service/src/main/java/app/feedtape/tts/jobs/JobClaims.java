package app.feedtape.tts.jobs;

import app.feedtape.tts.synthesis.BackgroundSpeech.Reserved;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who works on which job. A claim is for one text of a job and leased for twenty seconds, so that
 * what a killed instance leaves is gone on with by any other.
 */
@Component
class JobClaims {

    /** Claims follow one another: how many an account has is then the same for all who count. */
    private static final String IN_TURN =
            "select pg_advisory_xact_lock(hashtextextended(current_schema() || ':job-claims', 0))";

    /** The account with the fewest at work, then the one that has waited longest. */
    private static final String CLAIM =
            """
            update speech_job
               set state = 'running', begun_at = coalesce(begun_at, app_now()), claimed_at = app_now(),
                   runner = :runner, runner_until = app_now() + interval '20 seconds'
            where id = (
                select j.id from speech_job j
                cross join lateral (
                    select count(*) filter (where a.runner_until >= app_now()) as at_work,
                           max(a.claimed_at) as served_at
                    from speech_job a where a.account_id = j.account_id) account
                where j.finished_at is null and j.next_try_at <= app_now()
                  and (j.runner is null or j.runner_until < app_now())
                  and j.cancel_reason is null and account.at_work < :perAccount
                order by account.at_work, account.served_at nulls first, j.id
                limit 1 for update of j skip locked)
            returning id, account_id, payer_id, failures, give_up_at <= app_now() as late
            """;

    /** One that is to end and that nobody works on. */
    private static final String CLAIM_TO_END =
            """
            update speech_job set runner = :runner, runner_until = app_now() + interval '20 seconds'
            where id = (
                select id from speech_job
                where finished_at is null and cancel_reason is not null
                  and (runner is null or runner_until < app_now())
                  and (cast(:id as uuid) is null or id = :id)
                order by id limit 1 for update skip locked)
            returning id, account_id, payer_id, failures, give_up_at <= app_now() as late
            """;

    private static final String NEXT_ITEM =
            """
            select position, audio_id, text, hold_id,
                   (select count(*) from audio_segment s where s.audio_id = i.audio_id) as made
            from speech_job_item i where job_id = :job and state = 'waiting' order by position limit 1
            """;

    private static final String KEEP =
            """
            update speech_job set runner_until = app_now() + interval '20 seconds'
            where id = any(:ids) and runner = any(:runners)
            returning runner, cancel_reason is not null as cancelled
            """;

    private static final String RELEASE =
            """
            update speech_job
               set runner = null, runner_until = null, failures = :failures, error = :error,
                   next_try_at = case when cancel_reason is not null then app_now()
                                      else app_now() + make_interval(secs => :pause) end
            where id = :id and runner = :runner
            """;

    private final JdbcClient jdbc;
    private final JobSeal seal;
    private final JobSettings settings;

    JobClaims(JdbcClient jdbc, JobSeal seal, JobSettings settings) {
        this.jdbc = jdbc;
        this.seal = seal;
        this.settings = settings;
    }

    /**
     * A job that is ours for now.
     *
     * @param failures one after another up to here
     * @param late whether nobody has patience left for it
     * @param item null when all of them are over
     */
    record Claim(
            UUID jobId,
            UUID runner,
            UUID accountId,
            UUID payerId,
            int failures,
            boolean late,
            @Nullable Item item) {}

    /**
     * The text that is next.
     *
     * @param made pieces of it that are stored and paid
     */
    record Item(int position, int made, Reserved speech) {}

    /** Whether a claim still stands, and whether its job is to end. */
    record Kept(UUID runner, boolean cancelled) {}

    private record Row(UUID id, UUID accountId, UUID payerId, int failures, boolean late) {}

    /** Takes the job whose turn it is, if any may begin. */
    @Transactional
    Optional<Claim> tryClaim(UUID runner) {
        jdbc.sql(IN_TURN).query((row, n) -> "").single();
        return jdbc.sql(CLAIM)
                .param("runner", runner)
                .param("perAccount", settings.perAccount())
                .query(JobClaims::row)
                .optional()
                .map(row -> claim(row, runner, nextItem(row).orElse(null)));
    }

    /**
     * Takes a job that is to end.
     *
     * @param jobId of this one alone; null for any
     */
    Optional<Claim> tryClaimToEnd(UUID runner, @Nullable UUID jobId) {
        return jdbc.sql(CLAIM_TO_END)
                .param("runner", runner)
                .param("id", jobId)
                .query(JobClaims::row)
                .optional()
                .map(row -> claim(row, runner, null));
    }

    private static Claim claim(Row row, UUID runner, @Nullable Item item) {
        return new Claim(
                row.id(), runner, row.accountId(), row.payerId(), row.failures(), row.late(), item);
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("payer_id", UUID.class),
                row.getInt("failures"),
                row.getBoolean("late"));
    }

    private Optional<Item> nextItem(Row job) {
        return jdbc.sql(NEXT_ITEM)
                .param("job", job.id())
                .query((row, n) ->
                        new Item(
                                row.getInt("position"),
                                row.getInt("made"),
                                new Reserved(
                                        row.getObject("audio_id", UUID.class),
                                        job.payerId(),
                                        job.accountId(),
                                        String.valueOf(seal.open(job.id(), row.getString("text"))),
                                        row.getObject("hold_id", UUID.class))))
                .optional();
    }

    /** These are still worked on; what does not come back is somebody else's by now. */
    List<Kept> keep(Collection<Claim> claims) {
        return jdbc.sql(KEEP)
                .param("ids", claims.stream().map(Claim::jobId).toArray(UUID[]::new))
                .param("runners", claims.stream().map(Claim::runner).toArray(UUID[]::new))
                .query(Kept.class)
                .list();
    }

    /** Lets go of a job, which is somebody's again after the pause. */
    void release(Claim claim, int failures, @Nullable String error, Duration pause) {
        jdbc.sql(RELEASE)
                .param("id", claim.jobId())
                .param("runner", claim.runner())
                .param("failures", failures)
                .param("error", error)
                .param("pause", (double) pause.toMillis() / 1_000)
                .update();
    }
}
