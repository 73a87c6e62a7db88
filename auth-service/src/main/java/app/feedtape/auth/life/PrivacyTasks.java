package app.feedtape.auth.life;

import app.feedtape.auth.life.PrivacyTask.Kind;
import app.feedtape.auth.life.PrivacyTask.State;
import app.feedtape.web.time.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Erasures and exports, with when each has to be told of again. */
@Repository
class PrivacyTasks {

    private static final String COLUMNS =
            """
            id, account_id, kind, state, requested_at, due_at, completed_at, expires_at,
            file is not null and expires_at > app_now() as has_file
            """;

    /** A second one of its kind while the first runs is the first. */
    private static final String BEGIN =
            """
            insert into privacy_task (id, account_id, kind, due_at, expires_at)
            values (:id, :account, :kind,
                case when :kind = 'erasure' then app_now() + interval '30 days' end,
                case when :kind = 'export' then app_now() + interval '7 days' end)
            on conflict do nothing
            """;

    private static final String FIND =
            "select " + COLUMNS + " from privacy_task where id = :id and account_id = :account";

    private static final String ANY = "select " + COLUMNS + " from privacy_task where id = :id";

    private static final String LIST =
            "select "
                    + COLUMNS
                    + " from privacy_task where account_id = :account order by requested_at desc, id desc limit 100";

    private static final String CURRENT =
            "select "
                    + COLUMNS
                    + """
                     from privacy_task where account_id = :account and kind = :kind
                        and (kind = 'erasure' or state = 'running')
                    """;

    private static final String TAKE_DUE =
            """
            update privacy_task set due_told = true, told_at = app_now()
            where id = any(array(
                select id from privacy_task where kind = 'erasure' and not due_told and due_at <= app_now()
                order by due_at limit 1 for update skip locked))
            returning\
            """
                    + " "
                    + COLUMNS;

    /** What has been confirmed in part only is told again every ten minutes. */
    private static final String TAKE_FORGOTTEN =
            """
            update privacy_task set told_at = app_now()
            where id = any(array(
                select id from privacy_task t
                where state <> 'complete' and told_at <= app_now() - interval '10 minutes'
                    and (kind = 'erasure' or expires_at > app_now())
                    and exists (select 1 from privacy_part p where p.task_id = t.id and case
                        when t.kind = 'erasure' and not t.due_told then p.closed_at is null
                        else p.done_at is null end)
                order by told_at limit 1 for update skip locked))
            returning\
            """
                    + " "
                    + COLUMNS;

    private static final String ADVANCE =
            """
            update privacy_task set state = :state,
                completed_at = case when :state = 'complete' then app_now() end
            where id = :id and state <> :state and state <> 'complete'
            """;

    private static final String COMPLETE_EXPORT =
            """
            update privacy_task set state = 'complete', completed_at = app_now(), file = :file
            where id = :id and state = 'running'
            """;

    private static final String FILE =
            "select file from privacy_task where id = :id and account_id = :account and expires_at > app_now()";

    /** A task that nobody completed in its time is over as well. */
    private static final String FORGET_FILES =
            "delete from privacy_task where kind = 'export' and expires_at <= app_now()";

    private static final String FORGET_OF =
            "delete from privacy_task where kind = 'export' and account_id = :account";

    private static final String LOCK = "select id from privacy_task where id = :id for update";

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;

    PrivacyTasks(JdbcClient jdbc, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    /**
     * A task with whether it is this call that began it.
     *
     * @param isNew false when one ran already
     */
    record Begun(PrivacyTask task, boolean isNew) {}

    @Transactional(propagation = Propagation.MANDATORY)
    Begun begin(UUID accountId, Kind kind) {
        boolean isNew =
                jdbc.sql(BEGIN)
                                .param("id", ids.next())
                                .param("account", accountId)
                                .param("kind", kind.column())
                                .update()
                        == 1;
        PrivacyTask task =
                jdbc.sql(CURRENT)
                        .param("account", accountId)
                        .param("kind", kind.column())
                        .query(PrivacyTasks::read)
                        .single();
        return new Begun(task, isNew);
    }

    Optional<PrivacyTask> find(UUID id, UUID accountId) {
        return jdbc.sql(FIND)
                .param("id", id)
                .param("account", accountId)
                .query(PrivacyTasks::read)
                .optional();
    }

    Optional<PrivacyTask> find(UUID id) {
        return jdbc.sql(ANY).param("id", id).query(PrivacyTasks::read).optional();
    }

    /** The newest hundred. */
    List<PrivacyTask> list(UUID accountId) {
        return jdbc.sql(LIST).param("account", accountId).query(PrivacyTasks::read).list();
    }

    /** The next erasure whose time has come; no other instance gets it. */
    Optional<PrivacyTask> takeDue() {
        return jdbc.sql(TAKE_DUE).query(PrivacyTasks::read).optional();
    }

    /** The next one that has waited long for a confirmation. */
    Optional<PrivacyTask> takeForgotten() {
        return jdbc.sql(TAKE_FORGOTTEN).query(PrivacyTasks::read).optional();
    }

    /** Makes everybody else who would move the task on wait. */
    @Transactional(propagation = Propagation.MANDATORY)
    void lock(UUID id) {
        jdbc.sql(LOCK).param("id", id).query(UUID.class).optional();
    }

    boolean tryAdvance(UUID id, State state) {
        return jdbc.sql(ADVANCE).param("id", id).param("state", state.word()).update() == 1;
    }

    /**
     * @param sealed the file
     */
    boolean tryComplete(UUID id, byte[] sealed) {
        return jdbc.sql(COMPLETE_EXPORT).param("id", id).param("file", sealed).update() == 1;
    }

    /** The sealed file, while it can be had. */
    Optional<byte[]> findFile(UUID id, UUID accountId) {
        return jdbc.sql(FILE)
                .param("id", id)
                .param("account", accountId)
                .query((row, number) -> Optional.ofNullable(row.getBytes("file")))
                .optional()
                .flatMap(file -> file);
    }

    int forgetExports() {
        return jdbc.sql(FORGET_FILES).update();
    }

    /** An account that is deleted has no copy either. */
    void forgetExports(UUID accountId) {
        jdbc.sql(FORGET_OF).param("account", accountId).update();
    }

    private static PrivacyTask read(ResultSet row, int number) throws SQLException {
        return new PrivacyTask(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                instant(row, "due_at"),
                instant(row, "completed_at"),
                instant(row, "expires_at"),
                row.getBoolean("has_file"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
