package app.feedtape.billing.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.BillingTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class PricesTest extends BillingTest {

    @Autowired private Prices prices;

    @Test
    void aFormerPriceCanBeGoneBackToAndTheOneInBetweenGoesOnBeingKnown() {
        String former = now();
        prices.name("stripe", "pro", "month", "price_pro_next");
        assertThat(now()).isEqualTo("price_pro_next");
        assertThat(prices.findByStoreId("stripe", former)).isPresent();
        prices.name("stripe", "pro", "month", former);
        assertThat(now()).isEqualTo(former);
        prices.name("stripe", "pro", "month", former);
        assertThat(prices.findByStoreId("stripe", "price_pro_next"))
                .hasValueSatisfying(price -> assertThat(price.minorUnits()).isEqualTo(1999));
    }

    private String now() {
        return prices.find("stripe", "pro", "month", "USD").orElseThrow().storePriceId();
    }
}
