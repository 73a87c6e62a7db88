package app.feedtape.billing.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The whole catalogue, read anew when a row of it has come, gone or got another version: never an
 * old one.
 */
@Component
class RememberedCatalogue {

    private final Plans plans;
    private final JdbcClient jdbc;
    private volatile @Nullable Remembered remembered;

    RememberedCatalogue(Plans plans, JdbcClient jdbc) {
        this.plans = plans;
        this.jdbc = jdbc;
    }

    private record Remembered(String versions, List<PricedPlan> plans) {}

    /** Every plan with what is asked for it, the smallest first, also those that are not sold. */
    List<PricedPlan> list() {
        return list(
                jdbc.sql("select " + CatalogueDescription.VERSIONS).query(String.class).single());
    }

    /**
     * The same for who has asked for the versions just now.
     *
     * @param versions as {@link CatalogueDescription#VERSIONS} gives them
     */
    List<PricedPlan> list(String versions) {
        Remembered known = remembered;
        if (known != null && known.versions.equals(versions)) {
            return known.plans;
        }
        // Read after the versions: newer than they say at most, and then read again next time.
        Remembered read = new Remembered(versions, List.copyOf(plans.listPriced()));
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            // What a transaction sees of its own may never have been.
            remembered = read;
        }
        return read.plans;
    }
}
