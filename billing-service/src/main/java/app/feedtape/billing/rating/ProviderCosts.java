package app.feedtape.billing.rating;

import app.feedtape.billing.audit.Action;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.audit.AuditTrail.Subject;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What the speech provider asks, per engine, from a day on; never changed, only superseded. */
@Repository
class ProviderCosts {

    private static final String SET =
            "insert into provider_cost (engine, valid_from, minor_per_million) values (:engine, :from, :amount)";

    private static final String LIST =
            """
            select engine, valid_from, currency, minor_per_million, recorded_at from provider_cost
            order by engine, valid_from desc, id desc limit 500
            """;

    private final JdbcClient jdbc;
    private final AuditTrail audit;

    ProviderCosts(JdbcClient jdbc, AuditTrail audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /**
     * @param validFrom the first UTC day it is asked for
     * @param minorPerMillion for a million characters, in the currency's smallest unit
     */
    record Cost(
            @JsonProperty("engine") String engine,
            @JsonProperty("valid_from") LocalDate validFrom,
            @JsonProperty("currency") String currency,
            @JsonProperty("minor_per_million") int minorPerMillion,
            @JsonProperty("recorded_at") Instant recordedAt) {}

    @Transactional
    public void set(Actor actor, String engine, LocalDate from, int amount, String reason) {
        audit.record(
                actor,
                Action.PROVIDER_COST_SET,
                new Subject(null, "provider_cost:" + engine, null),
                "%s (%d minor from %s)".formatted(reason, amount, from));
        jdbc.sql(SET).param("engine", engine).param("from", from).param("amount", amount).update();
    }

    /** Every word there was, by engine, the newest day first. */
    List<Cost> list() {
        return jdbc.sql(LIST)
                .query((row, number) ->
                        new Cost(
                                row.getString("engine"),
                                row.getObject("valid_from", LocalDate.class),
                                row.getString("currency"),
                                row.getInt("minor_per_million"),
                                row.getObject("recorded_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
