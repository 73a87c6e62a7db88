package app.feedtape.tts.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Whether the books agree with themselves. */
@Component
class LedgerVerification {

    private static final String COUNTERS =
            """
            select 'counter of ' || d.payer_id || ' on ' || d.day as what,
                   d.committed || ' committed, ' || d.held || ' held' as counter,
                   coalesce(e.committed, 0) || ' committed, ' || coalesce(h.held, 0) || ' held' as entries
            from character_day d
            left join (select payer_id, day, sum(characters) as committed from ledger_entry
                       where kind = 'commit' group by payer_id, day) e using (payer_id, day)
            left join (select payer_id, day, sum(characters - committed - released) as held from hold
                       where state = 'open' group by payer_id, day) h using (payer_id, day)
            where d.committed <> coalesce(e.committed, 0) or d.held <> coalesce(h.held, 0)
            limit 100
            """;

    private static final String HOLDS =
            """
            select 'hold ' || h.id as what,
                   h.characters || ' held, ' || h.committed || ' committed, ' || h.released || ' released'
                       as counter,
                   coalesce(e.held, 0) || ' held, ' || coalesce(e.committed, 0) || ' committed, '
                       || coalesce(e.released, 0) || ' released'
                       as entries
            from hold h
            left join (select hold_id,
                         coalesce(sum(characters) filter (where kind = 'hold'), 0) as held,
                         coalesce(sum(characters) filter (where kind = 'commit'), 0) as committed,
                         coalesce(sum(characters) filter (where kind = 'release'), 0) as released
                  from ledger_entry group by hold_id) e on e.hold_id = h.id
            where h.characters <> coalesce(e.held, 0) or h.committed <> coalesce(e.committed, 0)
               or h.released <> coalesce(e.released, 0)
            limit 100
            """;

    private static final String PROVIDER =
            """
            select (c.sent_at at time zone 'UTC')::date as day, c.engine, count(*) as calls,
                   coalesce(sum(o.accepted_characters), 0) as accepted,
                   coalesce(sum(o.accepted_characters) filter (where o.outcome = 'stored'), 0) as stored,
                   coalesce(sum(o.accepted_characters) filter (where o.outcome = 'wasted'), 0) as wasted,
                   count(*) filter (where o.call_id is null or o.outcome = 'unknown') as unknown
            from provider_call c left join provider_outcome o on o.call_id = c.id
            where c.sent_at > app_now() - interval '40 days'
            group by 1, 2 order by 1, 2
            """;

    private static final String TOTALS =
            """
            select (select count(*) from character_day) as days,
                   (select count(*) from hold where state = 'open') as open_holds,
                   (select coalesce(sum(characters), 0) from ledger_entry where kind = 'commit') as committed
            """;

    private final JdbcClient jdbc;

    LedgerVerification(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The outcome.
     *
     * @param ok whether every counter is the sum of its entries
     */
    record Books(
            @JsonProperty("ok") boolean ok,
            @JsonProperty("days") long days,
            @JsonProperty("open_holds") long openHolds,
            @JsonProperty("committed_characters") long committed,
            @JsonProperty("differences") List<Difference> differences,
            @JsonProperty("provider") List<ProviderDay> provider) {}

    record Difference(
            @JsonProperty("what") String what,
            @JsonProperty("counter") String counter,
            @JsonProperty("entries") String entries) {}

    /** A day of calls to the provider, as we saw them. */
    record ProviderDay(
            @JsonProperty("day") LocalDate day,
            @JsonProperty("engine") String engine,
            @JsonProperty("calls") long calls,
            @JsonProperty("accepted_characters") long accepted,
            @JsonProperty("stored_characters") long stored,
            @JsonProperty("wasted_characters") long wasted,
            @JsonProperty("calls_of_unknown_outcome") long unknown) {}

    private record Totals(long days, long openHolds, long committed) {}

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    Books run() {
        // Every entry there ever was is counted, which takes longer than any answer to a listener.
        jdbc.sql("set local statement_timeout = '60s'").update();
        List<Difference> differences =
                Stream.concat(differences(COUNTERS).stream(), differences(HOLDS).stream()).toList();
        Totals totals =
                jdbc.sql(TOTALS)
                        .query((row, n) ->
                                new Totals(row.getLong(1), row.getLong(2), row.getLong(3)))
                        .single();
        return new Books(
                differences.isEmpty(),
                totals.days(),
                totals.openHolds(),
                totals.committed(),
                differences,
                provider());
    }

    private List<Difference> differences(String sql) {
        return jdbc.sql(sql)
                .query((row, n) ->
                        new Difference(
                                row.getString("what"),
                                row.getString("counter"),
                                row.getString("entries")))
                .list();
    }

    private List<ProviderDay> provider() {
        return jdbc.sql(PROVIDER)
                .query((row, n) ->
                        new ProviderDay(
                                row.getObject("day", LocalDate.class),
                                row.getString("engine"),
                                row.getLong("calls"),
                                row.getLong("accepted"),
                                row.getLong("stored"),
                                row.getLong("wasted"),
                                row.getLong("unknown")))
                .list();
    }
}
