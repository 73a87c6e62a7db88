package app.feedtape.billing.catalogue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code STRIPE_PRICES}, {@code plan=price id} with commas between: Stripe's ids of the monthly
 * prices, and of yearly ones as {@code plan:year=price id}. Where an operator has ordered a price
 * since, that stands.
 */
@Component
class StripePrices implements ApplicationRunner {

    private static final String STORE = "stripe";

    private final Map<String, String> idByPlan;
    private final Prices prices;
    private final Plans plans;
    private final TransactionTemplate transaction;

    StripePrices(
            @Value("${feedtape.stripe.prices}") String configured,
            Prices prices,
            Plans plans,
            TransactionTemplate transaction) {
        this.idByPlan = parse(configured);
        this.prices = prices;
        this.plans = plans;
        this.transaction = transaction;
    }

    private static Map<String, String> parse(String configured) {
        Map<String, String> parsed = new LinkedHashMap<>();
        Arrays.stream(configured.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .forEach(entry -> {
                    String[] parts = entry.split("=", 2);
                    if (parts.length != 2 || !parts[1].startsWith("price_")) {
                        throw new IllegalStateException(
                                "STRIPE_PRICES must be plan=price_… with commas between, not: "
                                        + entry);
                    }
                    parsed.put(parts[0].strip(), parts[1].strip());
                });
        return parsed;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        transaction.executeWithoutResult(status ->
                idByPlan.forEach((plan, id) -> {
                    String[] place = plan.split(":", 2);
                    plans.find(place[0])
                            .orElseThrow(() ->
                                    new IllegalStateException(
                                            "STRIPE_PRICES: no plan " + place[0]));
                    String period = place.length == 1 ? "month" : place[1];
                    if (!prices.isOrdered(STORE, place[0], period)) {
                        prices.name(STORE, place[0], period, id);
                    }
                }));
    }
}
