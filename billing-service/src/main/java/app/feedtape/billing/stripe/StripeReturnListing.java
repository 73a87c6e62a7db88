package app.feedtape.billing.stripe;

import com.stripe.StripeClient;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.param.DisputeListParams;
import com.stripe.param.RefundListParams;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What went back from Stripe to customers, of everybody. Hold no database connection. */
@Component
public class StripeReturnListing {

    private static final long PAGE = 100;
    private static final Set<String> NOT_GIVEN = Set.of("failed", "canceled");

    /** While it goes on the bank has the money, except where it only asks. */
    private static final Set<String> NOT_TAKEN =
            Set.of(
                    "won",
                    "prevented",
                    "warning_needs_response",
                    "warning_under_review",
                    "warning_closed");

    private final StripeClient client;
    private final StripeCalls calls;

    StripeReturnListing(StripeClient client, StripeCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /**
     * @param after the last id of the page before; null for the first page
     */
    public StripeReturn.Page refunds(Instant since, @Nullable String after) {
        RefundListParams.Builder wanted =
                RefundListParams.builder()
                        .setLimit(PAGE)
                        .addExpand("data.charge")
                        .setCreated(
                                RefundListParams.Created.builder()
                                        .setGte(since.getEpochSecond())
                                        .build());
        if (after != null) {
            wanted.setStartingAfter(after);
        }
        StripeCollection<Refund> page =
                calls.call("listing refunds", () -> client.v1().refunds().list(wanted.build()));
        List<StripeReturn> returns =
                page.getData().stream().flatMap(StripeReturnListing::inOurWords).toList();
        return page(
                returns, page, page.getData().isEmpty() ? null : page.getData().getLast().getId());
    }

    /**
     * @param after the last id of the page before; null for the first page
     */
    public StripeReturn.Page disputes(Instant since, @Nullable String after) {
        DisputeListParams.Builder wanted =
                DisputeListParams.builder()
                        .setLimit(PAGE)
                        .addExpand("data.charge")
                        .setCreated(
                                DisputeListParams.Created.builder()
                                        .setGte(since.getEpochSecond())
                                        .build());
        if (after != null) {
            wanted.setStartingAfter(after);
        }
        StripeCollection<Dispute> page =
                calls.call("listing disputes", () -> client.v1().disputes().list(wanted.build()));
        List<StripeReturn> returns =
                page.getData().stream().flatMap(StripeReturnListing::inOurWords).toList();
        return page(
                returns, page, page.getData().isEmpty() ? null : page.getData().getLast().getId());
    }

    private static StripeReturn.Page page(
            List<StripeReturn> returns, StripeCollection<?> page, @Nullable String last) {
        return new StripeReturn.Page(returns, Boolean.TRUE.equals(page.getHasMore()) ? last : null);
    }

    private static Stream<StripeReturn> inOurWords(Refund refund) {
        boolean isGiven = !NOT_GIVEN.contains(refund.getStatus());
        return inOurWords(
                refund.getId(),
                refund.getChargeObject(),
                refund.getCreated(),
                refund.getCurrency(),
                isGiven ? refund.getAmount() : 0);
    }

    private static Stream<StripeReturn> inOurWords(Dispute dispute) {
        boolean isTaken = !NOT_TAKEN.contains(dispute.getStatus());
        return inOurWords(
                dispute.getId(),
                dispute.getChargeObject(),
                dispute.getCreated(),
                dispute.getCurrency(),
                isTaken ? dispute.getAmount() : 0);
    }

    /** Of a charge without a customer nobody knows whose it was. */
    private static Stream<StripeReturn> inOurWords(
            String id, @Nullable Charge charge, long created, String currency, long amount) {
        return charge == null || charge.getCustomer() == null
                ? Stream.empty()
                : Stream.of(
                        new StripeReturn(
                                id,
                                charge.getCustomer(),
                                Instant.ofEpochSecond(created),
                                currency.toUpperCase(Locale.ROOT),
                                amount));
    }
}
