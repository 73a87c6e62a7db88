package app.feedtape.billing.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.OptionalLong;

/** Amounts as stores write them, in the smallest unit of their currency. */
public final class MinorUnits {

    private MinorUnits() {}

    /**
     * Empty for a currency nobody knows and for what is no whole number of its smallest unit: an
     * amount is what the store says, or nothing.
     */
    public static OptionalLong of(BigDecimal amount, String currency) {
        try {
            return OptionalLong.of(amount.movePointRight(digits(currency)).longValueExact());
        } catch (IllegalArgumentException | ArithmeticException unknown) {
            return OptionalLong.empty();
        }
    }

    /** Of a share of an amount, which need not be a whole number of the smallest unit. */
    public static long rounded(BigDecimal amount, String currency) {
        return amount.movePointRight(digits(currency))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static int digits(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }
}
