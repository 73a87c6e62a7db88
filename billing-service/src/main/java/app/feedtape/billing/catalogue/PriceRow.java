package app.feedtape.billing.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * A price as it is stored. Only read here: {@link Prices} and {@link PriceChange} change prices by
 * SQL.
 */
@Entity
@Immutable
@Table(name = "price")
class PriceRow {

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "store")
    private String store;

    @Column(name = "plan", insertable = false, updatable = false)
    private String plan;

    @Column(name = "currency")
    private String currency;

    @Column(name = "period")
    private String period;

    @Column(name = "amount_minor")
    private int minorUnits;

    @Column(name = "store_price_id")
    private @Nullable String storePriceId;

    @Column(name = "active")
    private boolean active;

    protected PriceRow() {}

    Price toPrice() {
        return new Price(store, plan, currency, period, minorUnits, storePriceId);
    }
}
