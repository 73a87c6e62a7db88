package app.feedtape.billing.webhook;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.time.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Notifications of stores, kept verbatim. */
@Repository
class WebhookDeliveries {

    private static final String KEEP =
            """
            insert into webhook_delivery (id, provider, event_id, event_type, original_id, customer_id, body, request_id,
                state, reason, settled_at)
            select id, provider, event, type, original, customer, body, request,
                case when ignored is null then 'received' else 'ignored' end,
                ignored, case when ignored is null then null else app_now() end
            from unnest(:ids::uuid[], :providers::text[], :events::text[], :types::text[], :originals::text[],
                    :customers::text[], :bodies::bytea[], :requests::text[], :ignored::text[])
                as come (id, provider, event, type, original, customer, body, request, ignored)
            on conflict on constraint webhook_delivery_event_unique do nothing
            """;

    /**
     * The oldest, and with them all else that is due of the same subscriptions, because one reading
     * serves them all. A claim is a lease: an instance that dies with it leaves it to the next.
     */
    private static final String CLAIM =
            """
            with oldest as (
                select provider, original_id from webhook_delivery
                where state in ('received', 'parked') and next_attempt_at <= app_now() and original_id is not null
                  and (provider, original_id) not in (select * from unnest(:restingStores::text[], :restingIds::text[]))
                order by next_attempt_at, received_at limit :limit for update skip locked),
            due as (
                select id from webhook_delivery
                where state in ('received', 'parked') and next_attempt_at <= app_now()
                  and (provider, original_id) in (select provider, original_id from oldest)
                limit :most for update skip locked)
            update webhook_delivery set attempts = attempts + 1, next_attempt_at = app_now() + interval '60 seconds'
            where id in (select id from due)
            returning id, provider, event_id, original_id, request_id, attempts, received_at
            """;

    private static final int MOST_AT_ONCE = 2_000;
    private static final int MOST_PARKINGS = 12;

    private static final String APPLIED =
            """
            update webhook_delivery set state = 'applied', reason = null, settled_at = app_now()
            where id = any(:ids) and state in ('received', 'parked')
            """;

    private static final String LATER =
            """
            update webhook_delivery
            set state = 'received', reason = null, next_attempt_at = app_now() + :millis * interval '1 millisecond'
            where id = any(:ids) and state in ('received', 'parked')
            """;

    /**
     * Ten minutes the first time, then twice as long each time and at most a day, six days in all:
     * longer than any store goes on sending the same. A tenth more by chance, so that what was
     * refused together does not come back together.
     */
    private static final String PARK =
            """
            update webhook_delivery
            set parkings = parkings + 1, reason = :reason,
                state = case when parkings < :most then 'parked' else 'given_up' end,
                settled_at = case when parkings < :most then null else app_now() end,
                next_attempt_at = app_now() + (1 + random() / 10)
                    * least(interval '1 day', interval '10 minutes' * power(2, least(parkings, 10)))
            where id = any(:ids) and state in ('received', 'parked')
            returning event_id, state = 'given_up' as given_up
            """;

    /** What was given up is healed by any later reading of the same subscription. */
    private static final String SETTLE_HEALED =
            """
            update webhook_delivery d
            set state = 'applied', settled_at = app_now(), reason = 'read later: ' || d.reason
            from purchase p
            where d.state = 'given_up' and p.store = d.provider and p.original_id = d.original_id
              and p.read_at >= d.received_at
            """;

    private static final String FORGET =
            """
            delete from webhook_delivery where id = any(array(
                select id from webhook_delivery
                where state in ('applied', 'ignored') and settled_at < app_now() - interval '90 days'
                order by settled_at limit 1000))
            """;

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;

    WebhookDeliveries(JdbcClient jdbc, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    record Delivery(
            UUID id,
            StoreReference reference,
            String eventId,
            String requestId,
            int attempts,
            Instant receivedAt) {}

    /** What became of one that cannot be applied. */
    record Parked(String eventId, boolean isGivenUp) {}

    /** A notification with the id of the request that brought it. */
    record Arrival(StoreNotice notice, String requestId) {}

    /** Keeps one; the same event again changes nothing. */
    void keep(StoreNotice notice) {
        keep(List.of(new Arrival(notice, RequestContext.current().requestId())));
    }

    /**
     * Keeps several, all or none; the same event again changes nothing. In an order of their own,
     * so that two who keep the same events do not wait for each other.
     */
    void keep(List<Arrival> arrivals) {
        List<Arrival> ordered =
                arrivals.stream()
                        .sorted(Comparator.comparing(arrival -> arrival.notice().eventId()))
                        .toList();
        jdbc.sql(KEEP)
                .param("ids", ordered.stream().map(one -> ids.next()).toArray(UUID[]::new))
                .param("providers", texts(ordered, notice -> notice.source().word()))
                .param("events", texts(ordered, StoreNotice::eventId))
                .param("types", texts(ordered, StoreNotice::type))
                .param("originals", texts(ordered, StoreNotice::originalId))
                .param("customers", texts(ordered, StoreNotice::customerId))
                .param(
                        "bodies",
                        ordered.stream().map(one -> one.notice().body()).toArray(byte[][]::new))
                .param("requests", ordered.stream().map(Arrival::requestId).toArray(String[]::new))
                .param("ignored", texts(ordered, StoreNotice::ignoredBecause))
                .update();
    }

    private static @Nullable String[] texts(
            List<Arrival> arrivals, Function<StoreNotice, @Nullable String> text) {
        return arrivals.stream().map(one -> text.apply(one.notice())).toArray(String[]::new);
    }

    /**
     * Takes what is due.
     *
     * @param limit so many, and those that go with them: fewer means that nothing else is due
     * @param resting subscriptions whose deliveries wait
     */
    List<Delivery> claim(int limit, Collection<StoreReference> resting) {
        return jdbc.sql(CLAIM)
                .param("limit", limit)
                .param(
                        "restingStores",
                        resting.stream().map(one -> one.source().word()).toArray(String[]::new))
                .param(
                        "restingIds",
                        resting.stream().map(StoreReference::originalId).toArray(String[]::new))
                .param("most", MOST_AT_ONCE)
                .query(WebhookDeliveries::delivery)
                .list();
    }

    void applied(List<Delivery> deliveries) {
        jdbc.sql(APPLIED).param("ids", idsOf(deliveries)).update();
    }

    /** Not possible yet; tried again. */
    void retry(List<Delivery> deliveries, Duration pause) {
        jdbc.sql(LATER).param("millis", pause.toMillis()).param("ids", idsOf(deliveries)).update();
    }

    /**
     * Not possible as things are; an operator is told, and it is tried again at longer and longer
     * intervals until it is given up. It stays on file.
     */
    List<Parked> park(List<Delivery> deliveries, String reason) {
        return jdbc.sql(PARK)
                .param("reason", reason)
                .param("most", MOST_PARKINGS)
                .param("ids", idsOf(deliveries))
                .query((row, number) ->
                        new Parked(row.getString("event_id"), row.getBoolean("given_up")))
                .list();
    }

    /** Settles what was given up and has been read since, by the nightly comparison for one. */
    int settleHealed() {
        return jdbc.sql(SETTLE_HEALED).update();
    }

    /** The database's time, which readings are ordered by. */
    Instant now() {
        return jdbc.sql("select app_now() as now")
                .query((row, number) -> row.getObject("now", OffsetDateTime.class).toInstant())
                .single();
    }

    /**
     * Forgets what was settled 90 days ago; what is parked or given up stays until somebody has
     * seen to it.
     */
    void forgetOld() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET).update();
        } while (forgotten > 0);
    }

    private static UUID[] idsOf(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::id).toArray(UUID[]::new);
    }

    private static Delivery delivery(ResultSet row, int number) throws SQLException {
        return new Delivery(
                row.getObject("id", UUID.class),
                new StoreReference(
                        Source.of(row.getString("provider")), row.getString("original_id")),
                row.getString("event_id"),
                row.getString("request_id"),
                row.getInt("attempts"),
                row.getObject("received_at", OffsetDateTime.class).toInstant());
    }
}
