package app.feedtape.billing.catalogue;

import app.feedtape.events.PlanFact.Rate;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A plan as it is stored. Only read here: {@link CatalogueChange} changes plans by SQL. */
@Entity
@Immutable
@Table(name = "plan")
class PlanRow {

    @Id
    @Column(name = "name")
    private String name;

    @Column(name = "version")
    private long version;

    @Column(name = "rank")
    private int rank;

    @Column(name = "display_name")
    private String displayName;

    @Column(name = "description")
    private String description;

    @Embedded private LimitColumns limits;

    @Column(name = "trial_days")
    private @Nullable Integer trialDays;

    @Column(name = "features")
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> features;

    @Column(name = "rate_limits", columnDefinition = "jsonb")
    @Convert(converter = RateLimitsColumn.class)
    private Map<String, Rate> rateLimits;

    @Column(name = "active")
    private boolean active;

    /** Those that are asked for now. */
    @OneToMany(fetch = FetchType.LAZY)
    @JoinColumn(name = "plan")
    @SQLRestriction("active")
    @OrderBy("period, currency, store")
    private List<PriceRow> prices = new ArrayList<>();

    protected PlanRow() {}

    Plan toPlan() {
        return new Plan(
                name,
                version,
                rank,
                displayName,
                description,
                limits.toLimits(),
                trialDays,
                List.copyOf(features),
                new TreeMap<>(rateLimits),
                active);
    }

    /** Only of a plan that was read with its prices. */
    List<Price> toPrices() {
        return prices.stream().map(PriceRow::toPrice).toList();
    }
}
