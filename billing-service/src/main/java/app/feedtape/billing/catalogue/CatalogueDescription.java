package app.feedtape.billing.catalogue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Service;

/** The catalogue as it is shown to people. */
@Service
public class CatalogueDescription {

    private final Plans plans;

    CatalogueDescription(Plans plans) {
        this.plans = plans;
    }

    /** What can be had now. */
    public List<PlanDescription> list() {
        List<PricedPlan> active = plans.listActive();
        return active.stream().map(plan -> PlanDescription.of(plan, features(active))).toList();
    }

    /** One plan, also one that is no longer sold to others. */
    public PlanDescription describe(Plan plan) {
        return PlanDescription.of(plans.getPriced(plan.name()), features(plans.listActive()));
    }

    private static Set<String> features(List<PricedPlan> plans) {
        Set<String> features = new TreeSet<>();
        plans.forEach(priced -> features.addAll(priced.plan().features()));
        return features;
    }
}
