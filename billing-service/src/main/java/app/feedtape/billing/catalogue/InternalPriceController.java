package app.feedtape.billing.catalogue;

import app.feedtape.billing.audit.Reason;
import app.feedtape.billing.catalogue.PriceChange.Place;
import app.feedtape.billing.catalogue.PriceChange.Wish;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
class InternalPriceController {

    private static final Set<String> PERIODS = Set.of("month", "year");

    private final PriceChange prices;
    private final CatalogueRows rows;

    InternalPriceController(PriceChange prices, CatalogueRows rows) {
        this.prices = prices;
        this.rows = rows;
    }

    /**
     * @param active absent means yes
     */
    record PriceRequest(
            @JsonProperty("amount_minor") @NotNull @Min(0) @Max(100_000_000) Integer minorUnits,
            @JsonProperty("store_price_id")
                    @Pattern(regexp = "[\\x21-\\x7e]{1,120}", message = "is no id of a store")
                    @Nullable String storePriceId,
            @JsonProperty("active") @Nullable Boolean active,
            @JsonProperty("version") @NotNull @Min(0) Long version,
            @JsonProperty("reason") @Nullable String reason) {}

    /**
     * What a plan costs at a store from now on, in the smallest unit of the currency; answers the
     * plan. Another {@code store_price_id} is another price, and the former goes on for those who
     * bought at it; {@code active} false withdraws it. {@code version} is the one that was seen, 0
     * for a place without a price: 409 CONFLICT when it is another one. Operators only.
     */
    @PutMapping("/internal/plans/{plan}/prices/{store}/{currency}/{period}")
    JsonNode set(
            ServiceCaller caller,
            @PathVariable("plan") String plan,
            @PathVariable("store") String store,
            @PathVariable("currency") String currency,
            @PathVariable("period") String period,
            @Valid @RequestBody PriceRequest price) {
        Actor actor = Actor.of(caller);
        if (!currency.matches("[A-Z]{3}")) {
            throw Refusal.invalid("currency", "Three letters of ISO 4217 are needed.");
        }
        if (!PERIODS.contains(period)) {
            throw Refusal.invalid("period", "It is month or year.");
        }
        prices.change(
                new Wish(
                        actor,
                        new Place(plan, store, currency, period),
                        price.minorUnits(),
                        price.storePriceId(),
                        !Boolean.FALSE.equals(price.active()),
                        price.version(),
                        Reason.parse(price.reason())));
        return PlanForOperators.describe(rows.list(plan).getFirst());
    }
}
