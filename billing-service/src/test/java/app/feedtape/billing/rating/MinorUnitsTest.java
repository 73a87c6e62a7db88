package app.feedtape.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MinorUnitsTest {

    @Test
    void anAmountIsWrittenInTheSmallestUnitOfItsCurrencyOrNotAtAll() {
        assertThat(MinorUnits.of(new BigDecimal("19.990"), "USD")).hasValue(1999);
        assertThat(MinorUnits.of(new BigDecimal("3000.000"), "JPY")).hasValue(3000);
        assertThat(MinorUnits.of(new BigDecimal("6.250"), "KWD")).hasValue(6250);
        assertThat(MinorUnits.of(new BigDecimal("19.999"), "USD")).isEmpty();
        assertThat(MinorUnits.of(new BigDecimal("0.5"), "JPY")).isEmpty();
        assertThat(MinorUnits.of(new BigDecimal("1"), "usd")).isEmpty();
        assertThat(MinorUnits.of(new BigDecimal("1"), "")).isEmpty();
        assertThat(MinorUnits.of(new BigDecimal("1e30"), "USD")).isEmpty();
        assertThat(MinorUnits.rounded(new BigDecimal("9.995"), "USD")).isEqualTo(1000);
        assertThat(MinorUnits.rounded(new BigDecimal("9.994"), "USD")).isEqualTo(999);
    }
}
