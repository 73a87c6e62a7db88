package app.feedtape.tts.audio;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The whole listenings of a payer, which count against the plan's kept audio. A new one takes the
 * room of the oldest, and never more than its own size: a plan that allows less from now on takes
 * nothing away.
 */
@Component
public class KeptAudio {

    /** As plans count them. */
    public static final long MEGABYTE = 1_000_000;

    private static final String MEASURED =
            """
            update audio set let_go_at = null, bytes = whole.bytes, kept_until = whole.kept_until
            from (
                select piece.audio_id, sum(sound.bytes) as bytes,
                    min(coalesce(piece.heard_until, sound.heard_until)) as kept_until
                from audio_segment piece join stored_segment sound using (storage_key)
                where piece.audio_id in (%s) group by piece.audio_id) whole
            where audio.id = whole.audio_id and audio.state = 'complete'
            """;

    private static final String MEASURE = MEASURED.formatted("select cast(:id as uuid)");

    private static final String MEASURE_FORGOTTEN =
            MEASURED.formatted(
                    "select id from audio where state = 'complete' and bytes is null limit 500");

    private static final String KEPT =
            "state = 'complete' and let_go_at is null and kept_until > app_now()";

    private static final String BYTES =
            "select coalesce(sum(bytes), 0) from audio where payer_id = :payer and " + KEPT;

    private static final String ONE_AFTER_ANOTHER =
            "select pg_advisory_xact_lock(hashtextextended('kept audio ' || :payer, 0))";

    private static final String MAKE_ROOM =
            """
            with kept as (
                select id, bytes, sum(bytes) over (order by created_at, id) - bytes as older,
                    sum(bytes) over () as all_bytes
                from audio where payer_id = :payer and %s),
            made as (select bytes from kept where id = :id)
            update audio set let_go_at = app_now()
            from kept, made
            where audio.id = kept.id and kept.id <> :id
              and kept.older < least(made.bytes, kept.all_bytes - :limit)
            """
                    .formatted(KEPT);

    private static final String LET_GO =
            """
            update audio set let_go_at = app_now()
            where id = :id and account_id = :account and let_go_at is null
            """;

    private static final String PAGE =
            """
            select id, created_at, language, voice, engine, speed_percent, format, characters, bytes, kept_until,
                newest_first > cast(:limit as bigint) as over_limit
            from (
                select audio.*, sum(bytes) over (order by created_at desc, id desc) as newest_first
                from audio where payer_id = :payer and %s) kept
            where account_id = :account
              and (cast(:afterTime as timestamptz) is null
                   or (created_at, id) < (cast(:afterTime as timestamptz), cast(:afterId as uuid)))
            order by created_at desc, id desc limit :count
            """
                    .formatted(KEPT);

    private final JdbcClient jdbc;

    KeptAudio(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A listening that can be fetched.
     *
     * @param overLimit whether it is among the oldest, past what the plan keeps
     */
    record Kept(
            UUID id,
            Instant createdAt,
            String language,
            String voice,
            String engine,
            int speedPercent,
            String format,
            int characters,
            long bytes,
            Instant keptUntil,
            boolean overLimit) {}

    /** A listening has become whole: from now on it is kept, and counts. */
    void measure(UUID audioId) {
        jdbc.sql(MEASURE).param("id", audioId).update();
    }

    void measureForgotten() {
        jdbc.sql(MEASURE_FORGOTTEN).update();
    }

    /** Lets the oldest go where a new listening is over the limit, as much as it is itself. */
    @Transactional
    public void makeRoom(UUID payerId, UUID audioId, long limit) {
        jdbc.sql(ONE_AFTER_ANOTHER)
                .param("payer", payerId.toString())
                .query((row, n) -> "")
                .single();
        jdbc.sql(MAKE_ROOM)
                .param("payer", payerId)
                .param("id", audioId)
                .param("limit", limit)
                .update();
    }

    /** Bytes of everything that can be fetched now. */
    public long bytes(UUID payerId) {
        return jdbc.sql(BYTES).param("payer", payerId).query(Long.class).single();
    }

    /** False when the account has no such listening, or has it no longer. */
    boolean tryLetGo(UUID audioId, UUID accountId) {
        return jdbc.sql(LET_GO).param("id", audioId).param("account", accountId).update() == 1;
    }

    /** An account's listenings, newest first, from behind the given place. */
    List<Kept> list(
            UUID accountId,
            UUID payerId,
            @Nullable Long limit,
            @Nullable Instant afterTime,
            @Nullable UUID afterId,
            int count) {
        return jdbc.sql(PAGE)
                .param("account", accountId)
                .param("payer", payerId)
                .param("limit", limit)
                .param("afterTime", afterTime == null ? null : afterTime.atOffset(ZoneOffset.UTC))
                .param("afterId", afterId)
                .param("count", count)
                .query(KeptAudio::kept)
                .list();
    }

    private static Kept kept(ResultSet row, int number) throws SQLException {
        return new Kept(
                row.getObject("id", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("language"),
                row.getString("voice"),
                row.getString("engine"),
                row.getInt("speed_percent"),
                row.getString("format"),
                row.getInt("characters"),
                row.getLong("bytes"),
                row.getObject("kept_until", OffsetDateTime.class).toInstant(),
                row.getBoolean("over_limit"));
    }
}
