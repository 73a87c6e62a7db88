package app.feedtape.billing.reconciliation;

import app.feedtape.billing.store.StoreReference;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reconciliations and what they found. */
@Repository
class Runs {

    /** Of all instances, and of all who order, one begins it; nothing when one is running. */
    private static final String BEGIN =
            """
            insert into reconciliation_run (id, night, ordered_by) values (:id, :night, :by)
            on conflict do nothing
            """;

    /** From three o'clock on, once a day; a day that began before is not made up for. */
    private static final String BEGIN_NIGHT =
            """
            insert into reconciliation_run (id, night, ordered_by)
            select :id, (app_now() at time zone 'UTC')::date, 'nightly'
            where extract(hour from app_now() at time zone 'UTC') >= :hour
                and not exists (select 1 from reconciliation_run
                    where night = (app_now() at time zone 'UTC')::date)
            on conflict do nothing
            """;

    /**
     * An instance that dies leaves its run to the others, who begin it anew: reading twice is fine.
     * A lease that ends later than one can was taken under a clock that has since been reset.
     */
    private static final String TAKE =
            """
            update reconciliation_run set lease = gen_random_uuid(), attempts = attempts + 1,
                lease_until = app_now() + interval '2 minutes', asked = 0, unanswered = 0
            where id in (select id from reconciliation_run
                where state = 'running' and attempts < :most
                    and (lease_until <= app_now() or lease_until > app_now() + interval '4 minutes')
                for update skip locked)
            returning id, lease
            """;

    /** One that was begun in vain so often is left at that: the next night has another. */
    private static final String GIVE_UP =
            """
            update reconciliation_run set state = 'incomplete', finished_at = app_now()
            where state = 'running' and lease_until <= app_now() and attempts >= :most
            """;

    private static final String RENEW =
            """
            update reconciliation_run set lease_until = app_now() + interval '2 minutes',
                asked = :asked, unanswered = :unanswered
            where id = :id and lease = :lease and state = 'running'
            """;

    private static final String FINISH =
            """
            update reconciliation_run set state = :state, finished_at = app_now(),
                asked = :asked, unanswered = :unanswered
            where id = :id and lease = :lease and state = 'running'
            """;

    private static final String NOTE =
            """
            insert into reconciliation_difference (run_id, store, original_id, kind, was, is_now)
            values (:run, :store, :original, :kind, :was, :now)
            on conflict do nothing
            """;

    private static final String COUNTS =
            """
            select r.*, count(d.*) filter (where kind = 'repaired') as repaired,
                count(d.*) filter (where kind = 'missing') as missing,
                count(d.*) filter (where kind = 'unclear') as unclear
            from reconciliation_run r left join reconciliation_difference d on d.run_id = r.id
            """;

    private static final String LIST =
            COUNTS + "group by r.id order by r.started_at desc limit :limit";

    private static final String FIND = COUNTS + "where r.id = :id group by r.id";

    private static final String RUNNING =
            "select id from reconciliation_run where state = 'running'";

    private static final String DIFFERENCES =
            """
            select store, original_id, kind, was, is_now from reconciliation_difference
            where run_id = :run order by recorded_at, store, original_id limit :limit
            """;

    private static final int MOST_ATTEMPTS = 3;

    private final JdbcClient jdbc;

    Runs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A run that somebody carries out; whoever takes it later has another lease. */
    record Taken(UUID id, UUID lease) {}

    /** How far a run is: subscriptions asked about, and those of them that got no answer. */
    record Progress(int asked, int unanswered) {}

    /**
     * A run as it is told.
     *
     * @param state {@code running}, {@code finished}, or {@code incomplete} where a store did not
     *     answer for all
     * @param repaired written down as the store has it
     * @param missing bought, and nobody had told of it
     * @param unclear that cannot be written down as things are
     */
    record Run(
            @JsonProperty("id") UUID id,
            @JsonProperty("state") String state,
            @JsonProperty("ordered_by") String orderedBy,
            @JsonProperty("started_at") Instant startedAt,
            @JsonProperty("finished_at") @Nullable Instant finishedAt,
            @JsonProperty("asked") int asked,
            @JsonProperty("unanswered") int unanswered,
            @JsonProperty("repaired") int repaired,
            @JsonProperty("missing") int missing,
            @JsonProperty("unclear") int unclear) {}

    /**
     * @param kind {@code repaired}, {@code missing} or {@code unclear}
     * @param was as it was written down here; null when it was not
     * @param isNow as the store has it, or why that cannot be written down
     */
    record Difference(
            @JsonProperty("store") String store,
            @JsonProperty("original_id") String originalId,
            @JsonProperty("kind") String kind,
            @JsonProperty("was") @Nullable String was,
            @JsonProperty("is") @Nullable String isNow) {}

    boolean tryBegin(UUID id, String orderedBy) {
        return jdbc.sql(BEGIN)
                        .param("id", id)
                        .param("night", null, java.sql.Types.DATE)
                        .param("by", orderedBy)
                        .update()
                == 1;
    }

    void beginNight(UUID id, int hour) {
        jdbc.sql(BEGIN_NIGHT).param("id", id).param("hour", hour).update();
    }

    Optional<UUID> findRunning() {
        return jdbc.sql(RUNNING).query(UUID.class).optional();
    }

    /** Takes the run that nobody carries out. */
    Optional<Taken> take() {
        jdbc.sql(GIVE_UP).param("most", MOST_ATTEMPTS).update();
        return jdbc.sql(TAKE).param("most", MOST_ATTEMPTS).query(Taken.class).optional();
    }

    /**
     * @return false when it is another's by now
     */
    boolean tryRenew(Taken run, Progress progress) {
        return bind(RENEW, run, progress).update() == 1;
    }

    boolean tryFinish(Taken run, String state, Progress progress) {
        return bind(FINISH, run, progress).param("state", state).update() == 1;
    }

    private JdbcClient.StatementSpec bind(String sql, Taken run, Progress progress) {
        return jdbc.sql(sql)
                .param("id", run.id())
                .param("lease", run.lease())
                .param("asked", progress.asked())
                .param("unanswered", progress.unanswered());
    }

    void note(UUID run, StoreReference reference, String kind, @Nullable String was, String now) {
        jdbc.sql(NOTE)
                .param("run", run)
                .param("store", reference.source().word())
                .param("original", reference.originalId())
                .param("kind", kind)
                .param("was", was)
                .param("now", now)
                .update();
    }

    List<Run> list(int limit) {
        return jdbc.sql(LIST).param("limit", limit).query(Runs::run).list();
    }

    Optional<Run> find(UUID id) {
        return jdbc.sql(FIND).param("id", id).query(Runs::run).optional();
    }

    List<Difference> differences(UUID run, int limit) {
        return jdbc.sql(DIFFERENCES)
                .param("run", run)
                .param("limit", limit)
                .query((row, number) ->
                        new Difference(
                                row.getString("store"),
                                row.getString("original_id"),
                                row.getString("kind"),
                                row.getString("was"),
                                row.getString("is_now")))
                .list();
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Run(
                row.getObject("id", UUID.class),
                row.getString("state"),
                row.getString("ordered_by"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getInt("asked"),
                row.getInt("unanswered"),
                row.getInt("repaired"),
                row.getInt("missing"),
                row.getInt("unclear"));
    }
}
