package app.feedtape.tts.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The statements of the ledger. Rows are locked in this order: hold, paid segment, day, audio. */
@Component
class LedgerTables {

    static final String TODAY = "(app_now() at time zone 'UTC')::date";

    private static final String TRY_TAKE =
            """
            insert into character_day (payer_id, day, held, requests)
            select :payer, %s, :characters, :requests
            where cast(:limit as bigint) is null or :characters <= cast(:limit as bigint)
            on conflict (payer_id, day) do update
               set held = character_day.held + excluded.held,
                   requests = character_day.requests + excluded.requests,
                   version = character_day.version + 1
             where cast(:limit as bigint) is null
                or character_day.held + character_day.committed + excluded.held
                   <= cast(:limit as bigint)
            returning payer_id, day, held, committed, requests, version
            """
                    .formatted(TODAY);

    private static final String COUNT_REQUEST =
            """
            insert into character_day (payer_id, day, requests) values (:payer, %s, 1)
            on conflict (payer_id, day) do update
               set requests = character_day.requests + 1, version = character_day.version + 1
            returning payer_id, day, held, committed, requests, version
            """
                    .formatted(TODAY);

    private static final String OPEN_HOLD =
            """
            insert into hold (id, payer_id, account_id, day, audio_id, characters, daily_limit, lease_until)
            values (:id, :payer, :account, :day, :audio, :characters, :limit, app_now() + interval '2 minutes')
            """;

    private static final String RENEW =
            """
            update hold set lease_until = app_now() + interval '2 minutes'
            where id = :id and state = 'open'
            returning id, payer_id, account_id, day, audio_id, characters, released, daily_limit
            """;

    private static final String RENEW_ALL =
            """
            update hold set lease_until = app_now() + interval '2 minutes'
            where state = 'open' and id in (
                select id from hold where id = any(:ids) and state = 'open' order by id
                for no key update skip locked)
            """;

    private static final String TRY_PAY =
            """
            insert into paid_segment
                (payer_id, segment_hash, voice, engine, speed_percent, paid_at, expires_at)
            values (:payer, :hash, :voice, :engine, :speed, app_now(), app_now() + interval '30 days')
            on conflict (payer_id, segment_hash, voice, engine, speed_percent) do update
               set paid_at = excluded.paid_at, expires_at = excluded.expires_at
             where paid_segment.expires_at <= app_now()
            """;

    private static final String TRY_SPEND =
            """
            update hold set committed = committed + :characters
            where id = :id and state = 'open' and committed + released + :characters <= characters
            """;

    private static final String BOOK =
            """
            update character_day
               set held = held - :characters, committed = committed + :characters, version = version + 1,
                   told_percent = greatest(told_percent, case
                       when committed + :characters >= cast(:limit as bigint) then 100
                       when (committed + :characters) * 5 >= cast(:limit as bigint) * 4 then 80
                       else 0 end)
             where payer_id = :payer and day = :day
            returning payer_id, day, held, committed, requests, version,
                case when new.told_percent > old.told_percent then new.told_percent else 0 end as reached
            """;

    private static final String GIVE_BACK =
            """
            update character_day set held = held - :characters, version = version + 1
             where payer_id = :payer and day = :day
            returning payer_id, day, held, committed, requests, version
            """;

    private static final String TRY_SETTLE =
            """
            update hold set released = characters - committed, state = 'settled', settled_at = app_now()
            where id = :id and state = 'open'
            returning id, payer_id, account_id, day, audio_id, characters, released, daily_limit
            """;

    private static final String SETTLE_ONE_EXPIRED =
            """
            update hold set released = characters - committed, state = 'settled', settled_at = app_now()
            where state = 'open' and id = (
                select id from hold where state = 'open' and lease_until < app_now()
                order by lease_until limit 1 for update skip locked)
            returning id, payer_id, account_id, day, audio_id, characters, released, daily_limit
            """;

    private static final String APPEND =
            """
            insert into ledger_entry
                (id, hold_id, payer_id, account_id, day, kind, characters, segment_hash, reason)
            values (:id, :hold, :payer, :account, :day, :kind, :characters, :hash, :reason)
            """;

    /**
     * A day after a booking.
     *
     * @param reached the threshold that this booking was the first to reach, in percent; else 0
     */
    record Booked(DayRow day, int reached) {}

    private final JdbcClient jdbc;

    LedgerTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Sets characters aside; {@code requests} is 0 when the listening was counted before. */
    Optional<DayRow> tryTake(HoldOrder order, int requests) {
        return jdbc.sql(TRY_TAKE)
                .param("payer", order.payerId())
                .param("characters", order.characters())
                .param("limit", order.dailyLimit())
                .param("requests", requests)
                .query(LedgerTables::day)
                .optional();
    }

    DayRow countRequest(UUID payerId) {
        return jdbc.sql(COUNT_REQUEST).param("payer", payerId).query(LedgerTables::day).single();
    }

    void openHold(UUID id, LocalDate day, HoldOrder order) {
        jdbc.sql(OPEN_HOLD)
                .param("id", id)
                .param("payer", order.payerId())
                .param("account", order.accountId())
                .param("day", day)
                .param("audio", order.audioId())
                .param("characters", order.characters())
                .param("limit", order.dailyLimit())
                .update();
    }

    Optional<HoldRow> renew(UUID holdId) {
        return jdbc.sql(RENEW).param("id", holdId).query(LedgerTables::hold).optional();
    }

    /** One that is locked at this moment is being spent, which renews it as well. */
    void renewAll(List<UUID> holdIds) {
        jdbc.sql(RENEW_ALL).param("ids", holdIds.toArray(UUID[]::new)).update();
    }

    /** Whether this is the payment; of several at once, one is. */
    boolean tryPay(UUID payerId, SegmentKey segment) {
        return jdbc.sql(TRY_PAY)
                        .param("payer", payerId)
                        .param("hash", segment.hashBytes())
                        .param("voice", segment.voice())
                        .param("engine", segment.engine())
                        .param("speed", segment.speedPercent())
                        .update()
                == 1;
    }

    boolean trySpend(UUID holdId, long characters) {
        return jdbc.sql(TRY_SPEND).param("id", holdId).param("characters", characters).update()
                == 1;
    }

    Booked book(HoldRow hold, long characters) {
        return jdbc.sql(BOOK)
                .param("payer", hold.payerId())
                .param("day", hold.day())
                .param("characters", characters)
                .param("limit", hold.dailyLimit())
                .query((row, number) -> new Booked(day(row, number), row.getInt("reached")))
                .single();
    }

    DayRow giveBack(HoldRow hold) {
        return jdbc.sql(GIVE_BACK)
                .param("payer", hold.payerId())
                .param("day", hold.day())
                .param("characters", hold.released())
                .query(LedgerTables::day)
                .single();
    }

    Optional<HoldRow> trySettle(UUID holdId) {
        return jdbc.sql(TRY_SETTLE).param("id", holdId).query(LedgerTables::hold).optional();
    }

    Optional<HoldRow> trySettleOneExpired() {
        return jdbc.sql(SETTLE_ONE_EXPIRED).query(LedgerTables::hold).optional();
    }

    void append(Entry entry) {
        jdbc.sql(APPEND)
                .param("id", entry.id())
                .param("hold", entry.holdId())
                .param("payer", entry.payerId())
                .param("account", entry.accountId())
                .param("day", entry.day())
                .param("kind", entry.kind())
                .param("characters", entry.characters())
                .param("hash", entry.segmentHash())
                .param("reason", entry.reason())
                .update();
    }

    private static DayRow day(ResultSet row, int number) throws SQLException {
        return new DayRow(
                row.getObject("payer_id", UUID.class),
                row.getObject("day", LocalDate.class),
                row.getLong("held"),
                row.getLong("committed"),
                row.getLong("requests"),
                row.getLong("version"));
    }

    private static HoldRow hold(ResultSet row, int number) throws SQLException {
        return new HoldRow(
                row.getObject("id", UUID.class),
                row.getObject("payer_id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("day", LocalDate.class),
                row.getObject("audio_id", UUID.class),
                row.getLong("characters"),
                row.getLong("released"),
                row.getObject("daily_limit", Long.class));
    }
}
