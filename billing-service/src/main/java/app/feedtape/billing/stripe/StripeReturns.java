package app.feedtape.billing.stripe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the payments for one period of a subscription. */
public record StripeReturns(List<Payment> payments) {

    /** Nothing was given back, as far as anybody has told. */
    public static final StripeReturns NONE = new StripeReturns(List.of());

    /**
     * A payment as Stripe has it now.
     *
     * @param disputes Stripe's words for how its disputes stand, such as {@code needs_response}
     */
    public record Payment(long amount, long refunded, List<String> disputes) {

        private boolean isDisputed() {
            return disputes.stream().anyMatch(Payment::isOpen);
        }

        private static boolean isOpen(String status) {
            return !isLost(status)
                    && !status.equals("won")
                    && !status.equals("warning_closed")
                    && !status.equals("prevented");
        }

        private static boolean isLost(String status) {
            return status.equals("lost");
        }

        private boolean isLost() {
            return disputes.stream().anyMatch(Payment::isLost);
        }
    }

    private boolean isRefunded() {
        long paid = payments.stream().mapToLong(Payment::amount).sum();
        return paid > 0 && returned() >= paid;
    }

    private long returned() {
        return payments.stream().mapToLong(Payment::refunded).sum();
    }

    /** Whether nothing is left that the period was paid with. */
    public boolean endAccess() {
        return isRefunded() || payments.stream().anyMatch(Payment::isLost);
    }

    /** In a few words, null when there is nothing to say. */
    public @Nullable String remark() {
        if (payments.stream().anyMatch(Payment::isLost)) {
            return "dispute lost";
        }
        if (isRefunded()) {
            return "refunded";
        }
        if (payments.stream().anyMatch(Payment::isDisputed)) {
            return "disputed";
        }
        if (returned() > 0) {
            return "refunded in part";
        }
        boolean won = payments.stream().anyMatch(payment -> !payment.disputes().isEmpty());
        return won ? "dispute won" : null;
    }
}
