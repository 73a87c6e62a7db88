package app.feedtape.billing.catalogue;

import java.util.List;

/**
 * A plan with what is asked for it.
 *
 * @param prices of every store, those that are asked for now
 */
record PricedPlan(Plan plan, List<Price> prices) {

    static PricedPlan of(PlanRow row) {
        return new PricedPlan(row.toPlan(), row.toPrices());
    }
}
