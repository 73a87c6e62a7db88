package app.feedtape.tts.ledger;

import app.feedtape.tts.ledger.ProviderStatement.Unavailable;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Our rows of the calls to the provider beside what the provider says. Of a call whose answer never
 * came nobody here knows whether it was charged, and a call around midnight may be on either day of
 * the provider's: so a day of ours is a least and a most, and the provider's figure has to lie
 * between them.
 */
@Component
class ProviderReconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderReconciliation.class);

    /** How late the provider's figures may be, and how far its clock and ours may be apart. */
    private static final String MARGIN = "interval '10 minutes'";

    private static final int DAYS = 14;

    private static final String OURS =
            """
            with call as (
                select c.sent_at at time zone 'UTC' as at, coalesce(o.accepted_characters, 0) as known,
                       case when o.outcome is null or o.outcome = 'unknown' then c.characters
                            else o.accepted_characters end as most
                from provider_call c left join provider_outcome o on o.call_id = c.id
                where c.sent_at > app_now() - :days * interval '1 day' - interval '1 day'),
            today as (select app_now() at time zone 'UTC' as now)
            select days.day::date as day,
                   coalesce(sum(call.known) filter (
                       where call.at >= days.day + %1$s
                         and call.at < least(days.day + interval '1 day', today.now) - %1$s), 0) as least,
                   coalesce(sum(call.most), 0) as most
            from today
            cross join generate_series(today.now::date - (:days - 1), today.now::date, interval '1 day') days(day)
            left join call on call.at >= days.day - %1$s and call.at < days.day + interval '1 day' + %1$s
            group by days.day, today.now order by days.day
            """
                    .formatted(MARGIN);

    private final JdbcClient jdbc;
    private final ProviderStatement statement;

    ProviderReconciliation(JdbcClient jdbc, ProviderStatement statement) {
        this.jdbc = jdbc;
        this.statement = statement;
    }

    /** Whether the provider says what we say. */
    enum Verdict {
        AGREES,
        DIFFERS,
        /** The provider's figures are not to be had. */
        UNKNOWN;

        @com.fasterxml.jackson.annotation.JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The outcome.
     *
     * @param why no figures are to be had; null when they are
     */
    record Reconciled(
            @JsonProperty("verdict") Verdict verdict,
            @JsonProperty("why") @Nullable String why,
            @JsonProperty("days") List<Day> days) {}

    /**
     * A UTC day.
     *
     * @param least what the provider must have charged by our rows
     * @param most what it may have charged
     * @param charged what it says
     */
    record Day(
            @JsonProperty("day") LocalDate day,
            @JsonProperty("least_characters") long least,
            @JsonProperty("most_characters") long most,
            @JsonProperty("provider_says") @Nullable Long charged) {

        @JsonProperty("agrees")
        boolean agrees() {
            return charged == null || (least <= charged && charged <= most);
        }
    }

    /** Asks the provider; no transaction is open meanwhile. */
    Reconciled run() {
        List<Day> ours = ours();
        try {
            Map<LocalDate, Long> theirs =
                    statement.charged(ours.getFirst().day(), ours.getLast().day());
            List<Day> both = ours.stream().map(day -> beside(day, theirs)).toList();
            boolean agrees = both.stream().allMatch(Day::agrees);
            return new Reconciled(agrees ? Verdict.AGREES : Verdict.DIFFERS, null, both);
        } catch (Unavailable away) {
            LOG.warn("The provider's figures are not to be had", away);
            return new Reconciled(Verdict.UNKNOWN, away.getMessage(), ours);
        }
    }

    private static Day beside(Day ours, Map<LocalDate, Long> theirs) {
        return new Day(ours.day(), ours.least(), ours.most(), theirs.getOrDefault(ours.day(), 0L));
    }

    private List<Day> ours() {
        return jdbc.sql(OURS)
                .param("days", DAYS)
                .query((row, n) ->
                        new Day(
                                row.getObject("day", LocalDate.class),
                                row.getLong("least"),
                                row.getLong("most"),
                                null))
                .list();
    }
}
