package app.feedtape.tts.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The smaller statements of the ledger. Here as in {@link CommitStatement} rows are locked in this
 * order: hold, paid segment, day, audio.
 */
@Component
class LedgerTables {

    static final String TODAY = "(app_now() at time zone 'UTC')::date";

    private static final String COUNT_REQUEST =
            """
            insert into character_day (payer_id, day, requests) values (:payer, %s, 1)
            on conflict (payer_id, day) do update
               set requests = character_day.requests + 1, version = character_day.version + 1
            returning payer_id, day, held, committed, requests, version
            """
                    .formatted(TODAY);

    private static final String RENEW =
            """
            update hold set lease_until = app_now() + interval '2 minutes'
            where id = :id and state = 'open'
            returning id, payer_id, account_id, day, audio_id, characters, released
            """;

    private static final String RENEW_ALL =
            """
            update hold set lease_until = app_now() + interval '2 minutes'
            where state = 'open' and id in (
                select id from hold where id = any(:ids) and state = 'open' order by id
                for no key update skip locked)
            """;

    private static final String KEEP_FOR =
            """
            update hold set kept_until = app_now() + make_interval(secs => :seconds)
            where id = :id and state = 'open'
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
            returning id, payer_id, account_id, day, audio_id, characters, released
            """;

    private static final String SETTLE_ONE_EXPIRED =
            """
            update hold set released = characters - committed, state = 'settled', settled_at = app_now()
            where state = 'open' and id = (
                select id from hold where state = 'open' and lease_until < app_now()
                  and (kept_until is null or kept_until < app_now())
                order by lease_until limit 1 for update skip locked)
            returning id, payer_id, account_id, day, audio_id, characters, released
            """;

    /**
     * By age, so that two who do this lock days in the same order. What is kept for somebody will
     * be gone on with by others.
     */
    private static final String SETTLE_ABANDONED =
            """
            update hold set released = characters - committed, state = 'settled', settled_at = app_now()
            where state = 'open' and id in (
                select id from hold where audio_id = any(:audios) and payer_id = :payer and state = 'open'
                  and (kept_until is null or kept_until < app_now())
                order by id for update skip locked)
            returning id, payer_id, account_id, day, audio_id, characters, released
            """;

    private static final String APPEND =
            """
            insert into ledger_entry
                (id, hold_id, payer_id, account_id, day, kind, characters, reason)
            values (:id, :hold, :payer, :account, :day, :kind, :characters, :reason)
            """;

    private final JdbcClient jdbc;

    LedgerTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    DayRow countRequest(UUID payerId) {
        return jdbc.sql(COUNT_REQUEST).param("payer", payerId).query(DayRow::read).single();
    }

    Optional<HoldRow> renew(UUID holdId) {
        return jdbc.sql(RENEW).param("id", holdId).query(LedgerTables::hold).optional();
    }

    void keepFor(UUID holdId, Duration atMost) {
        jdbc.sql(KEEP_FOR).param("id", holdId).param("seconds", atMost.toSeconds()).update();
    }

    /** One that is locked at this moment is being spent, which renews it as well. */
    void renewAll(List<UUID> holdIds) {
        jdbc.sql(RENEW_ALL).param("ids", holdIds.toArray(UUID[]::new)).update();
    }

    DayRow giveBack(HoldRow hold) {
        return jdbc.sql(GIVE_BACK)
                .param("payer", hold.payerId())
                .param("day", hold.day())
                .param("characters", hold.released())
                .query(DayRow::read)
                .single();
    }

    Optional<HoldRow> trySettle(UUID holdId) {
        return jdbc.sql(TRY_SETTLE).param("id", holdId).query(LedgerTables::hold).optional();
    }

    Optional<HoldRow> trySettleOneExpired() {
        return jdbc.sql(SETTLE_ONE_EXPIRED).query(LedgerTables::hold).optional();
    }

    List<HoldRow> settleAbandoned(UUID payerId, List<UUID> audioIds) {
        return jdbc.sql(SETTLE_ABANDONED)
                .param("payer", payerId)
                .param("audios", audioIds.toArray(UUID[]::new))
                .query(LedgerTables::hold)
                .list();
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
                .param("reason", entry.reason())
                .update();
    }

    private static HoldRow hold(ResultSet row, int number) throws SQLException {
        return new HoldRow(
                row.getObject("id", UUID.class),
                row.getObject("payer_id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("day", LocalDate.class),
                row.getObject("audio_id", UUID.class),
                row.getLong("characters"),
                row.getLong("released"));
    }
}
