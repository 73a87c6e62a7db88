package app.feedtape.billing.catalogue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Service;

/** The catalogue as it is shown to people. */
@Service
public class CatalogueDescription {

    private final Plans plans;
    private final Prices prices;

    CatalogueDescription(Plans plans, Prices prices) {
        this.plans = plans;
        this.prices = prices;
    }

    /** What can be had now. */
    public List<PlanDescription> list() {
        List<Plan> active = plans.listActive();
        List<Price> asked = prices.listActive();
        return active.stream()
                .map(plan -> PlanDescription.of(plan, asked, features(active)))
                .toList();
    }

    /** One plan, also one that is no longer sold to others. */
    public PlanDescription describe(Plan plan) {
        return PlanDescription.of(plan, prices.listActive(), features(plans.listActive()));
    }

    private static Set<String> features(List<Plan> plans) {
        Set<String> features = new TreeSet<>();
        plans.forEach(plan -> features.addAll(plan.features()));
        return features;
    }
}
