package app.feedtape.tts.ledger;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A hold is one statement: taken from the day, opened and noted, or nothing of it (decision 0058).
 */
@Component
class HoldStatement {

    static final String SQL =
            """
            with taken as (
                insert into character_day (payer_id, day, held, requests)
                select cast(:payer as uuid), %s, cast(:characters as bigint), cast(:requests as bigint)
                where cast(:limit as bigint) is null or cast(:characters as bigint) <= cast(:limit as bigint)
                on conflict (payer_id, day) do update
                   set held = character_day.held + excluded.held,
                       requests = character_day.requests + excluded.requests,
                       version = character_day.version + 1
                 where cast(:limit as bigint) is null
                    or character_day.held + character_day.committed + excluded.held
                       <= cast(:limit as bigint)
                returning payer_id, day, held, committed, requests, version),
            opened as (
                insert into hold
                    (id, payer_id, account_id, day, audio_id, characters, daily_limit, lease_until)
                select cast(:id as uuid), payer_id, cast(:account as uuid), day, cast(:audio as uuid),
                       cast(:characters as bigint), cast(:limit as bigint), app_now() + interval '2 minutes'
                from taken returning id),
            noted as (
                insert into ledger_entry (id, hold_id, payer_id, account_id, day, kind, characters)
                select cast(:entry as uuid), opened.id, payer_id, cast(:account as uuid), day, 'hold',
                       cast(:characters as bigint)
                from taken, opened)
            select opened.id as hold, payer_id, day, held, committed, requests, version from taken, opened
            """
                    .formatted(LedgerTables.TODAY);

    private final JdbcClient jdbc;

    HoldStatement(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Sets characters aside; {@code requests} is 0 when the listening was counted before.
     *
     * @return the day it is on; empty when the day has not so many left
     */
    Optional<DayRow> tryHold(UUID holdId, UUID entryId, HoldOrder order, int requests) {
        return jdbc.sql(SQL)
                .param("id", holdId)
                .param("entry", entryId)
                .param("payer", order.payerId())
                .param("account", order.accountId())
                .param("audio", order.audioId())
                .param("characters", order.characters())
                .param("limit", order.dailyLimit())
                .param("requests", requests)
                .query(DayRow::read)
                .optional();
    }
}
