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

    /**
     * What can be had now.
     *
     * @param store whose prices are shown
     */
    List<PlanDescription> list(String store) {
        List<PricedPlan> active = plans.listActive();
        return active.stream()
                .map(plan -> PlanDescription.of(plan, features(active), store))
                .toList();
    }

    /** One plan, also one that is no longer sold to others, with what it costs on the web. */
    public PlanDescription describe(Plan plan) {
        return PlanDescription.of(
                plans.getPriced(plan.name()),
                features(plans.listActive()),
                PlanDescription.ON_THE_WEB);
    }

    private static Set<String> features(List<PricedPlan> plans) {
        Set<String> features = new TreeSet<>();
        plans.forEach(priced -> features.addAll(priced.plan().features()));
        return features;
    }
}
