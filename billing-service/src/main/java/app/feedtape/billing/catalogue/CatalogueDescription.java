package app.feedtape.billing.catalogue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Service;

/** The catalogue as it is shown to people. */
@Service
public class CatalogueDescription {

    /**
     * An expression of SQL, for statements that read something else as well. Every change of
     * content is a new version, whoever makes it: the tables see to that.
     */
    public static final String VERSIONS =
            """
            concat((select string_agg(name || ' ' || version, ',' order by name) from plan), ';',
                (select string_agg(id || ' ' || version, ',' order by id) from price))
            """;

    private final RememberedCatalogue catalogue;

    CatalogueDescription(RememberedCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * What can be had now.
     *
     * @param store whose prices are shown
     */
    List<PlanDescription> list(String store) {
        List<PricedPlan> all = catalogue.list();
        Set<String> features = soldFeatures(all);
        return all.stream()
                .filter(priced -> priced.plan().active())
                .map(priced -> PlanDescription.of(priced, features, store))
                .toList();
    }

    /**
     * One plan that must be there, because somebody has it, also one that is no longer sold to
     * others, with what it costs on the web.
     *
     * @param versions as {@link #VERSIONS} just gave them
     */
    public PlanDescription describe(String name, String versions) {
        List<PricedPlan> all = catalogue.list(versions);
        return all.stream()
                .filter(priced -> priced.plan().name().equals(name))
                .findFirst()
                .map(priced ->
                        PlanDescription.of(priced, soldFeatures(all), PlanDescription.ON_THE_WEB))
                .orElseThrow(() -> new IllegalStateException("No such plan: " + name));
    }

    private static Set<String> soldFeatures(List<PricedPlan> all) {
        Set<String> features = new TreeSet<>();
        all.stream()
                .filter(priced -> priced.plan().active())
                .forEach(priced -> features.addAll(priced.plan().features()));
        return features;
    }
}
