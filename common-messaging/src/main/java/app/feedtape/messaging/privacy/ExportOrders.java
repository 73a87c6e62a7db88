package app.feedtape.messaging.privacy;

import app.feedtape.events.PrivacyFact.ExportRequested;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Parts of exports that are to be handed in. */
final class ExportOrders {

    private static final String ADD =
            """
            insert into export_order (task_id, account_id, until) values (:task, :account, :until)
            on conflict (task_id) do nothing
            """;

    /**
     * Takes one that is due. It comes again after a pause that grows to ten minutes, unless it is
     * settled: an instance that dies has only delayed it.
     */
    private static final String TAKE =
            """
            update export_order set attempts = attempts + 1, next_try_at = app_now()
                + least(interval '10 minutes', interval '15 seconds' * power(2, least(attempts, 10)))
                    * (0.75 + random() * 0.5)
            where task_id = any(array(
                select task_id from export_order where next_try_at <= app_now()
                order by next_try_at limit 1 for update skip locked))
            returning task_id, account_id, until <= app_now() as late
            """;

    private static final String SETTLE = "delete from export_order where task_id = :task";

    private final JdbcClient jdbc;

    ExportOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One part to hand in.
     *
     * @param late nobody waits for it any more
     */
    record Order(UUID taskId, UUID accountId, boolean late) {}

    void add(ExportRequested request) {
        jdbc.sql(ADD)
                .param("task", request.taskId())
                .param("account", request.accountId())
                .param("until", request.until().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Order> take() {
        return jdbc.sql(TAKE)
                .query((row, number) ->
                        new Order(
                                row.getObject("task_id", UUID.class),
                                row.getObject("account_id", UUID.class),
                                row.getBoolean("late")))
                .optional();
    }

    void settle(UUID taskId) {
        jdbc.sql(SETTLE).param("task", taskId).update();
    }
}
