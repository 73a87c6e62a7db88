package app.feedtape.billing.catalogue;

import app.feedtape.events.Entitlement;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The catalogue. */
@Repository
public class Plans {

    private static final String TAKE_UNPUBLISHED =
            """
            update plan set published_version = version
            where published_version < version
            returning name
            """;

    private final PlanRows rows;
    private final JdbcClient jdbc;

    Plans(PlanRows rows, JdbcClient jdbc) {
        this.rows = rows;
        this.jdbc = jdbc;
    }

    /** A plan, also one that is no longer sold. */
    public Optional<Plan> find(String name) {
        return rows.findByName(name).map(PlanRow::toPlan);
    }

    /** A plan that must be there, because a purchase refers to it. */
    public Plan get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("No such plan: " + name));
    }

    /** What everybody falls back to. */
    public Plan free() {
        return get(Entitlement.FREE);
    }

    /** All of them with what is asked for them, the smallest first. */
    List<PricedPlan> listPriced() {
        return rows.findWithPricesByOrderByRank().stream().map(PricedPlan::of).toList();
    }

    /**
     * Takes the plans that the others have not heard of yet; two instances never take the same. In
     * a transaction of its own, so that what is read is what was taken.
     */
    List<Plan> takeUnpublished() {
        List<String> taken = jdbc.sql(TAKE_UNPUBLISHED).query(String.class).list();
        return taken.isEmpty()
                ? List.of()
                : rows.findByNameIn(taken).stream().map(PlanRow::toPlan).toList();
    }
}
