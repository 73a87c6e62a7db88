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
 * {@code APP_STORE_PRODUCTS} and {@code PLAY_PRODUCTS}, {@code plan=product id} or {@code
 * plan:year=product id} with commas between: what the phones' stores call our plans.
 */
@Component
class StoreProducts implements ApplicationRunner {

    private final Map<String, String> appStore;
    private final Map<String, String> play;
    private final Prices prices;
    private final Plans plans;
    private final TransactionTemplate transaction;

    StoreProducts(
            @Value("${feedtape.app-store.products}") String appStore,
            @Value("${feedtape.play.products}") String play,
            Prices prices,
            Plans plans,
            TransactionTemplate transaction) {
        this.appStore = parse("APP_STORE_PRODUCTS", appStore);
        this.play = parse("PLAY_PRODUCTS", play);
        this.prices = prices;
        this.plans = plans;
        this.transaction = transaction;
    }

    private static Map<String, String> parse(String variable, String configured) {
        Map<String, String> parsed = new LinkedHashMap<>();
        Arrays.stream(configured.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .forEach(entry -> {
                    String[] parts = entry.split("=", 2);
                    if (parts.length != 2 || parts[1].isBlank()) {
                        throw new IllegalStateException(
                                "%s must be plan=product with commas between, not: %s"
                                        .formatted(variable, entry));
                    }
                    parsed.put(parts[0].strip(), parts[1].strip());
                });
        return parsed;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        transaction.executeWithoutResult(status -> {
            appStore.forEach((plan, id) -> offer("apple", plan, id));
            play.forEach((plan, id) -> offer("google", plan, id));
        });
    }

    /** An operator's order counts more than what the service was started with. */
    private void offer(String store, String place, String id) {
        String[] parts = place.split(":", 2);
        String plan = parts[0];
        String period = parts.length == 1 ? "month" : parts[1];
        plans.find(plan)
                .orElseThrow(() -> new IllegalStateException("No plan " + plan + " for " + store));
        if (!prices.isOrdered(store, plan, period)) {
            prices.offer(store, plan, period, id);
        }
    }
}
