package app.feedtape.auth.life;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which service has done what of a task. */
@Repository
class PrivacyParts {

    static final String OWN = "auth-service";

    /** Every service with rows of accounts. */
    private static final List<String> SERVICES =
            List.of(OWN, "feed-service", "tts-service", "billing-service", "admin-service");

    private static final String ADD =
            "insert into privacy_part (task_id, service) values (:task, :service) on conflict do nothing";

    private static final String LIST =
            """
            select service, closed_at is not null as closed, done_at is not null as done
            from privacy_part where task_id = :task order by service
            """;

    private static final String CLOSED =
            """
            update privacy_part set closed_at = coalesce(closed_at, app_now())
            where task_id = :task and service = :service
            """;

    /** Whoever has erased has closed as well, in whatever order it was heard. */
    private static final String DONE =
            """
            update privacy_part set closed_at = coalesce(closed_at, app_now()), done_at = coalesce(done_at, app_now())
            where task_id = :task and service = :service
            """;

    private static final String KEEP =
            """
            update privacy_part set content = :content, done_at = app_now()
            where task_id = :task and service = :service and done_at is null
            """;

    private static final String CONTENT =
            "select service, content from privacy_part where task_id = :task and content is not null order by service";

    private static final String DROP =
            "update privacy_part set content = null where task_id = :task";

    /** An export that has everything it waits for. */
    private static final String WHOLE =
            """
            select id from privacy_task t
            where kind = 'export' and state = 'running' and expires_at > app_now()
                and not exists (select 1 from privacy_part p where p.task_id = t.id and p.done_at is null)
            order by requested_at limit 1 for update skip locked
            """;

    private static final String WANTING_OWN =
            """
            select t.id from privacy_task t join privacy_part p on p.task_id = t.id
            where t.kind = 'export' and t.state = 'running' and p.service = 'auth-service' and p.done_at is null
            order by t.requested_at limit 1
            """;

    private static final String OVERDUE =
            """
            select count(*) from privacy_part p join privacy_task t on t.id = p.task_id
            where t.state <> 'complete' and case
                when t.kind = 'export' then p.done_at is null and t.requested_at < app_now() - interval '10 minutes'
                when t.due_told then p.done_at is null and t.due_at < app_now() - interval '1 hour'
                else p.closed_at is null and t.requested_at < app_now() - interval '1 minute' end
            """;

    private final JdbcClient jdbc;

    PrivacyParts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Part(String service, boolean closed, boolean done) {}

    record Content(String service, byte[] content) {}

    void add(UUID taskId) {
        SERVICES.forEach(
                service -> jdbc.sql(ADD).param("task", taskId).param("service", service).update());
    }

    List<Part> list(UUID taskId) {
        return jdbc.sql(LIST).param("task", taskId).query(Part.class).list();
    }

    void closed(UUID taskId, String service) {
        jdbc.sql(CLOSED).param("task", taskId).param("service", service).update();
    }

    void done(UUID taskId, String service) {
        jdbc.sql(DONE).param("task", taskId).param("service", service).update();
    }

    /**
     * Keeps a service's part of an export; one that is there already stays.
     *
     * @param sealed it
     */
    void keep(UUID taskId, String service, byte[] sealed) {
        jdbc.sql(KEEP)
                .param("task", taskId)
                .param("service", service)
                .param("content", sealed)
                .update();
    }

    List<Content> contents(UUID taskId) {
        return jdbc.sql(CONTENT).param("task", taskId).query(Content.class).list();
    }

    void drop(UUID taskId) {
        jdbc.sql(DROP).param("task", taskId).update();
    }

    /** An export that can be put together, locked; no other instance gets it. */
    List<UUID> takeWhole() {
        return jdbc.sql(WHOLE).query(UUID.class).list();
    }

    /** An export that waits for auth's own part. */
    List<UUID> listWantingOwn() {
        return jdbc.sql(WANTING_OWN).query(UUID.class).list();
    }

    /** How many confirmations are missing longer than they should. */
    long countOverdue() {
        return jdbc.sql(OVERDUE).query(Long.class).single();
    }
}
