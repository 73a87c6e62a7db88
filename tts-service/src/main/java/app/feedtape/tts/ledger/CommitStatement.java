package app.feedtape.tts.ledger;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A commit is one statement (decision 0058). The hold is locked first; without a payment, or
 * without enough left in the hold, nothing after it happens.
 */
@Component
class CommitStatement {

    static final String SQL =
            """
            with open as (
                select id, payer_id, account_id, day, daily_limit from hold
                where id = cast(:hold as uuid) and state = 'open' for no key update),
            paid as (
                insert into paid_segment
                    (payer_id, segment_hash, voice, engine, speed_percent, paid_at, expires_at)
                select payer_id, cast(:hash as bytea), :voice, :engine, cast(:speed as integer), app_now(),
                       app_now() + interval '30 days'
                from open
                on conflict (payer_id, segment_hash, voice, engine, speed_percent) do update
                   set paid_at = excluded.paid_at, expires_at = excluded.expires_at
                 where paid_segment.expires_at <= app_now()
                returning payer_id),
            spent as (
                update hold set committed = hold.committed + cast(:characters as bigint),
                                lease_until = app_now() + interval '2 minutes'
                from open, paid
                where hold.id = open.id and hold.state = 'open'
                  and hold.committed + hold.released + cast(:characters as bigint) <= hold.characters
                returning hold.id),
            booked as (
                update character_day d
                   set held = d.held - cast(:characters as bigint),
                       committed = d.committed + cast(:characters as bigint), version = d.version + 1,
                       told_percent = greatest(d.told_percent, case
                           when d.committed + cast(:characters as bigint) >= open.daily_limit then 100
                           when d.committed + cast(:characters as bigint) >= open.daily_limit - open.daily_limit / 5 then 80
                           else 0 end)
                  from open, spent where d.payer_id = open.payer_id and d.day = open.day
                returning d.held, d.committed, d.requests, d.version,
                    case when new.told_percent > old.told_percent then new.told_percent else 0 end as reached),
            noted as (
                insert into ledger_entry
                    (id, hold_id, payer_id, account_id, day, kind, characters, segment_hash)
                select cast(:entry as uuid), id, payer_id, account_id, day, 'commit',
                       cast(:characters as bigint), cast(:hash as bytea)
                from open, booked)
            select payer_id, account_id, day, daily_limit, (select count(*) from paid) as payments,
                   held, committed, requests, version, reached
            from open left join booked on true
            """;

    private final JdbcClient jdbc;

    CommitStatement(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Pays a segment from a hold; of several payments of one segment at once, one is.
     *
     * @return empty when the hold is not open any more
     */
    Optional<CommitRow> commit(UUID entryId, Commit commit) {
        SegmentKey segment = commit.segment();
        return jdbc.sql(SQL)
                .param("hold", commit.holdId())
                .param("entry", entryId)
                .param("characters", commit.characters())
                .param("hash", segment.hashBytes())
                .param("voice", segment.voice())
                .param("engine", segment.engine())
                .param("speed", segment.speedPercent())
                .query((row, n) ->
                        new CommitRow(
                                row.getObject("account_id", UUID.class),
                                row.getObject("daily_limit", Long.class),
                                row.getInt("payments") == 1,
                                row.getObject("version") != null,
                                DayRow.read(row, n),
                                row.getInt("reached")))
                .optional();
    }
}
