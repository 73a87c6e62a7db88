package app.feedtape.billing.endpoint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Deliveries as work: who takes which, and what became of it. */
@Repository("endpointDeliveries")
class Deliveries {

    /**
     * Takes what is due, of the endpoint first that was served longest ago, and of none more than
     * its share over all instances: one alone while it fails. Who takes an endpoint at this moment
     * keeps the others off it; the last line decides where they read before that. A claim is a
     * lease: an instance that dies with it leaves it to the next.
     */
    private static final String CLAIM =
            """
            with due as materialized (
                select distinct endpoint_id from endpoint_delivery
                where state = 'pending' and next_attempt_at <= app_now()),
            served as (
                select e.id, case when e.failing_since is null then :share else 1 end as share
                from due join endpoint e on e.id = due.endpoint_id
                where e.enabled
                    and (select count(*) from endpoint_delivery d
                        where d.endpoint_id = e.id and d.lease is not null and d.next_attempt_at > app_now())
                        < case when e.failing_since is null then :share else 1 end
                order by e.served_at limit :free for no key update of e skip locked),
            noted as (
                update endpoint set served_at = app_now() where id in (select id from served)),
            taken as (
                select due.id from served s cross join lateral (
                    select d.id from endpoint_delivery d
                    where d.endpoint_id = s.id and d.state = 'pending' and d.next_attempt_at <= app_now()
                    order by d.next_attempt_at, d.id
                    limit s.share - (select count(*) from endpoint_delivery l
                        where l.endpoint_id = s.id and l.lease is not null and l.next_attempt_at > app_now())) due
                limit :free),
            claimed as (
                update endpoint_delivery d set lease = gen_random_uuid(), begun_at = coalesce(d.begun_at, app_now()),
                    next_attempt_at = app_now() + :seconds * interval '1 second'
                from taken t where d.id = t.id and d.state = 'pending' and d.next_attempt_at <= app_now()
                returning d.id, d.endpoint_id, d.event_id, d.lease, d.tries, d.begun_at)
            select c.*, e.url, e.secret, case when e.former_until > app_now() then e.former_secret end as former_secret,
                v.body, app_now() as now
            from claimed c join endpoint e on e.id = c.endpoint_id join endpoint_event v on v.id = c.event_id
            """;

    private static final String SETTLE =
            """
            update endpoint_delivery set state = :state, attempts = attempts + 1, tries = tries + 1, lease = null,
                next_attempt_at = coalesce(:next, next_attempt_at),
                settled_at = case when :state = 'pending' then null else app_now() end
            where id = :id and lease = :lease
            returning attempts
            """;

    private static final String RECORD_ATTEMPT =
            """
            insert into endpoint_attempt (delivery_id, number, attempted_at, duration_ms, status_code, problem, excerpt)
            values (:id, :number, :at, :millis, :status, :problem, :excerpt)
            """;

    /** What is under way ends by itself and changes nothing any more. */
    private static final String SKIP_PENDING =
            """
            update endpoint_delivery set state = 'skipped', lease = null, settled_at = app_now()
            where endpoint_id = :endpoint and state = 'pending'
            """;

    private static final String ANEW =
            "state = 'pending', tries = 0, begun_at = null, next_attempt_at = app_now(), settled_at = null";

    private static final String REPLAY =
            "update endpoint_delivery set "
                    + ANEW
                    + " where id = :id and endpoint_id = :endpoint and state <> 'pending'";

    private static final String REPLAY_RANGE =
            "update endpoint_delivery set "
                    + ANEW
                    + """
                     where state <> 'pending' and id in (
                        select id from endpoint_delivery
                        where endpoint_id = :endpoint and recorded_at >= :from and recorded_at < :to
                            and state = any(:states)
                        order by id limit :most)
                    """;

    private static final String COUNT_RANGE =
            """
            select count(*) from endpoint_delivery
            where endpoint_id = :endpoint and recorded_at >= :from and recorded_at < :to and state = any(:states)
            """;

    private final JdbcClient jdbc;

    Deliveries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A delivery to be tried now.
     *
     * @param tries before this one
     * @param secrets sealed, those that count now
     * @param now by the database
     */
    record Claimed(
            UUID id,
            UUID endpointId,
            UUID eventId,
            UUID lease,
            int tries,
            Instant begunAt,
            String url,
            List<byte[]> secrets,
            String body,
            Instant now) {

        @Override
        public String toString() {
            return "Claimed[" + id + "]";
        }
    }

    /**
     * @param free how many can be tried at once here
     * @param share how many of one endpoint everywhere
     */
    List<Claimed> claim(int free, int share, long leaseSeconds) {
        return jdbc.sql(CLAIM)
                .param("free", free)
                .param("share", share)
                .param("seconds", leaseSeconds)
                .query(Deliveries::claimed)
                .list();
    }

    /**
     * Notes a try.
     *
     * @param next when it is tried again; only of a pending one
     * @return its number; empty when the claim was lost to somebody else meanwhile
     */
    Optional<Integer> settle(Claimed claimed, String state, @Nullable Instant next) {
        return jdbc.sql(SETTLE)
                .param("id", claimed.id())
                .param("lease", claimed.lease())
                .param("state", state)
                .param("next", next == null ? null : next.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .optional();
    }

    void recordAttempt(Claimed claimed, int number, Attempt attempt) {
        jdbc.sql(RECORD_ATTEMPT)
                .param("id", claimed.id())
                .param("number", number)
                .param("at", claimed.now().atOffset(ZoneOffset.UTC))
                .param("millis", (int) attempt.took().toMillis())
                .param("status", attempt.statusCode())
                .param("problem", attempt.problem())
                .param("excerpt", attempt.excerpt())
                .update();
    }

    void skipPending(UUID endpointId) {
        jdbc.sql(SKIP_PENDING).param("endpoint", endpointId).update();
    }

    /** Lets one begin anew; false when it is waiting already or is not of this endpoint. */
    boolean tryReplay(UUID endpointId, UUID id) {
        return jdbc.sql(REPLAY).param("endpoint", endpointId).param("id", id).update() == 1;
    }

    int replayRange(UUID endpointId, DeliveryRange range, int most) {
        return inRange(REPLAY_RANGE, endpointId, range).param("most", most).update();
    }

    long countRange(UUID endpointId, DeliveryRange range) {
        return inRange(COUNT_RANGE, endpointId, range).query(Long.class).single();
    }

    private JdbcClient.StatementSpec inRange(String sql, UUID endpointId, DeliveryRange range) {
        return jdbc.sql(sql)
                .param("endpoint", endpointId)
                .param("from", range.from().atOffset(ZoneOffset.UTC))
                .param("to", range.to().atOffset(ZoneOffset.UTC))
                .param("states", range.states().toArray(String[]::new));
    }

    private static Claimed claimed(ResultSet row, int number) throws SQLException {
        byte[] former = row.getBytes("former_secret");
        byte[] secret = row.getBytes("secret");
        return new Claimed(
                row.getObject("id", UUID.class),
                row.getObject("endpoint_id", UUID.class),
                row.getObject("event_id", UUID.class),
                row.getObject("lease", UUID.class),
                row.getInt("tries"),
                row.getObject("begun_at", OffsetDateTime.class).toInstant(),
                row.getString("url"),
                former == null ? List.of(secret) : List.of(secret, former),
                row.getString("body"),
                row.getObject("now", OffsetDateTime.class).toInstant());
    }
}
