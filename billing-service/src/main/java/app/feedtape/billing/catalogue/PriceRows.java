package app.feedtape.billing.catalogue;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** Queries for prices. */
interface PriceRows extends Repository<PriceRow, UUID> {

    Optional<PriceRow> findByStoreAndPlanAndCurrencyAndPeriodAndActiveTrueAndStorePriceIdIsNotNull(
            String store, String plan, String currency, String period);
}
