package app.feedtape.billing.catalogue;

import app.feedtape.billing.audit.Action;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.audit.AuditTrail.Subject;
import app.feedtape.web.problem.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes what a plan costs at a store. Another id at the store is another price: the former row
 * stays, for those who bought at it.
 */
@Service
class PriceChange {

    private static final String PLACE =
            " store = :store and plan = :plan and currency = :currency and period = :period ";

    private static final String VERSION =
            "select coalesce(max(version), 0) from price where" + PLACE;

    private static final String IS_SO =
            "select exists (select 1 from price where"
                    + PLACE
                    + "and active and amount_minor = :amount and store_price_id = coalesce(:id::text, store_price_id, ''))";

    private static final String IS_OFFERED =
            "select exists (select 1 from price where" + PLACE + "and active)";

    /** Also the one without an id, when a former row has the id and takes its place. */
    private static final String IN_THE_WAY =
            PLACE
                    + """
                    and active and (not :wanted or :id::text is not null and store_price_id is distinct from :id::text
                        and (store_price_id is not null or exists (select 1 from price former
                            where former.store = :store and former.store_price_id = :id::text)))
                    """;

    private static final String IS_REPLACED =
            "select exists (select 1 from price where" + IN_THE_WAY + ")";

    private static final String WITHDRAW = "update price set active = false where" + IN_THE_WAY;

    private static final String TAKE_UP =
            """
            update price set active = true, amount_minor = :amount, store_price_id = coalesce(:id::text, store_price_id)
            where
            """
                    + PLACE
                    + "and (active or store_price_id = :id::text)";

    private static final String ADD =
            """
            insert into price (store, plan, currency, period, amount_minor, store_price_id)
            values (:store, :plan, :currency, :period, :amount, :id)
            """;

    private final CatalogueRows rows;
    private final JdbcClient jdbc;
    private final AuditTrail audit;

    PriceChange(CatalogueRows rows, JdbcClient jdbc, AuditTrail audit) {
        this.rows = rows;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** Where a price stands in the catalogue. */
    record Place(String plan, String store, String currency, String period) {
        String object() {
            return "price:" + String.join("/", plan, store, currency, period);
        }
    }

    /**
     * @param storePriceId the store's own id; null leaves the one there is
     * @param active whether it is asked for from now on
     * @param version that the operator has seen, 0 for a place without a price; 409 when it is
     *     another one
     */
    record Wish(
            Actor actor,
            Place place,
            int minorUnits,
            @Nullable String storePriceId,
            boolean active,
            long version,
            String reason) {}

    /** A wish that is fulfilled already leaves no trace. */
    @Transactional
    public void change(Wish wish) {
        if (rows.lock(wish.place().plan()).isEmpty()) {
            throw ErrorCode.NOT_FOUND.because("There is no such plan.");
        }
        long version = bind(VERSION, wish).query(Long.class).single();
        if (version != wish.version()) {
            throw CatalogueConflicts.stale(version);
        }
        String fulfilled = wish.active() ? IS_SO : IS_OFFERED;
        if (bind(fulfilled, wish).query(Boolean.class).single() == wish.active()) {
            return;
        }
        boolean isReplaced = bind(IS_REPLACED, wish).query(Boolean.class).single();
        long next = version + (isReplaced && wish.active() ? 2 : 1);
        audit.record(
                wish.actor(),
                Action.PRICE_CHANGED,
                new Subject(null, wish.place().object(), next),
                "%s (%s)"
                        .formatted(
                                wish.reason(),
                                wish.active() ? wish.minorUnits() + " minor" : "withdrawn"));
        carryOut(wish);
    }

    private void carryOut(Wish wish) {
        try {
            bind(WITHDRAW, wish).update();
            if (wish.active() && bind(TAKE_UP, wish).update() == 0) {
                bind(ADD, wish).update();
            }
        } catch (DataIntegrityViolationException broken) {
            throw CatalogueConflicts.refusal(broken);
        }
    }

    private JdbcClient.StatementSpec bind(String sql, Wish wish) {
        JdbcClient.StatementSpec bound =
                jdbc.sql(sql)
                        .param("store", wish.place().store())
                        .param("plan", wish.place().plan())
                        .param("currency", wish.place().currency())
                        .param("period", wish.place().period());
        if (sql.contains(":id")) {
            bound = bound.param("id", wish.storePriceId());
        }
        if (sql.contains(":amount")) {
            bound = bound.param("amount", wish.minorUnits());
        }
        return sql.contains(":wanted") ? bound.param("wanted", wish.active()) : bound;
    }
}
