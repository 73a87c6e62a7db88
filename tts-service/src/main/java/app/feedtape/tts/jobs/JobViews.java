package app.feedtape.tts.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is told about jobs. Progress is what is booked: nothing is written down for it. */
@Component
class JobViews {

    private static final String JOB =
            """
            select id, source, title, state, price, created_at, begun_at, finished_at, error,
                   case when finished_at is null and failures > 0 and runner is null then next_try_at end
                       as next_try_at
            from speech_job where account_id = :account
            """;

    private static final String ONE = JOB + " and id = :id";

    private static final String PAGE =
            JOB
                    + " and (cast(:before as uuid) is null or id < :before) order by id desc limit :limit";

    private static final String ITEMS =
            """
            select i.job_id, i.audio_id, i.article_id, i.title, i.state, i.price, i.error, i.segment_ends,
                   a.language, a.voice,
                   (select count(*) from audio_segment s where s.audio_id = i.audio_id) as made,
                   (select coalesce(sum(h.committed), 0) from hold h where h.audio_id = i.audio_id) as charged
            from speech_job_item i left join audio a on a.id = i.audio_id
            where i.job_id = any(:jobs) order by i.job_id, i.position
            """;

    private static final String SPOKEN =
            """
            select i.article_id from speech_job_item i join speech_job j on j.id = i.job_id
            where j.account_id = :account and i.article_id = any(:articles) and i.state in ('waiting', 'done')
              and j.created_at > app_now() - interval '30 days'
            """;

    private final JdbcClient jdbc;
    private final JobSeal seal;

    JobViews(JdbcClient jdbc, JobSeal seal) {
        this.jdbc = jdbc;
        this.seal = seal;
    }

    /** A job of this account; other accounts' do not exist for it. */
    Optional<Job> find(UUID id, UUID accountId) {
        return whole(
                        jdbc.sql(ONE)
                                .param("account", accountId)
                                .param("id", id)
                                .query(this::job)
                                .list())
                .stream()
                .findFirst();
    }

    /** Newest first, from behind the given one. */
    List<Job> list(UUID accountId, @Nullable UUID before, int limit) {
        return whole(
                jdbc.sql(PAGE)
                        .param("account", accountId)
                        .param("before", before)
                        .param("limit", limit)
                        .query(this::job)
                        .list());
    }

    /** Which of these articles a job of the account speaks or has spoken, as far as it is kept. */
    Set<UUID> findSpoken(UUID accountId, List<UUID> articles) {
        return Set.copyOf(
                jdbc.sql(SPOKEN)
                        .param("account", accountId)
                        .param("articles", articles.toArray(UUID[]::new))
                        .query(UUID.class)
                        .list());
    }

    private record Row(UUID jobId, Job.Item item) {}

    private List<Job> whole(List<Job> jobs) {
        Map<UUID, List<Job.Item>> items =
                jdbc
                        .sql(ITEMS)
                        .param("jobs", jobs.stream().map(Job::id).toArray(UUID[]::new))
                        .query(this::item)
                        .list()
                        .stream()
                        .collect(
                                Collectors.groupingBy(
                                        Row::jobId,
                                        Collectors.mapping(Row::item, Collectors.toList())));
        return jobs.stream()
                .map(job -> with(job, items.getOrDefault(job.id(), List.of())))
                .toList();
    }

    private static Job with(Job job, List<Job.Item> items) {
        return new Job(
                job.id(),
                job.source(),
                job.title(),
                job.state(),
                job.price(),
                job.createdAt(),
                job.begunAt(),
                job.finishedAt(),
                job.nextTryAt(),
                job.error(),
                items);
    }

    private Job job(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Job(
                id,
                row.getString("source"),
                seal.open(id, row.getString("title")),
                JobState.of(row.getString("state")),
                row.getLong("price"),
                Stream.ofNullable(instant(row, "created_at")).findFirst().orElseThrow(),
                instant(row, "begun_at"),
                instant(row, "finished_at"),
                instant(row, "next_try_at"),
                row.getString("error"),
                List.of());
    }

    private Row item(ResultSet row, int number) throws SQLException {
        UUID job = row.getObject("job_id", UUID.class);
        Integer[] ends = (Integer[]) row.getArray("segment_ends").getArray();
        String state = row.getString("state");
        int made = state.equals("done") ? ends.length : row.getInt("made");
        return new Row(
                job,
                new Job.Item(
                        row.getObject("audio_id", UUID.class),
                        row.getObject("article_id", UUID.class),
                        seal.open(job, row.getString("title")),
                        state(state, made),
                        ends[ends.length - 1],
                        made == 0 ? 0 : ends[made - 1],
                        ends.length,
                        made,
                        row.getLong("price"),
                        row.getLong("charged"),
                        row.getString("language"),
                        row.getString("voice"),
                        row.getString("error")));
    }

    private static JobState state(String state, int made) {
        return !state.equals("waiting")
                ? JobState.of(state)
                : made == 0 ? JobState.QUEUED : JobState.RUNNING;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
