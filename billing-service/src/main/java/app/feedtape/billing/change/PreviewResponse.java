package app.feedtape.billing.change;

import app.feedtape.billing.catalogue.Price;
import app.feedtape.billing.change.PlanChange.Next;
import app.feedtape.billing.change.PlanChange.Preview;
import app.feedtape.billing.stripe.StripeInvoice;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change costs. Amounts are in the currency's smallest unit.
 *
 * @param asOf to be sent with the change, so that exactly this is charged
 * @param changes false when it is the plan and period one has
 */
record PreviewResponse(
        @JsonProperty("plan") String plan,
        @JsonProperty("period") String period,
        @JsonProperty("as_of") Instant asOf,
        @JsonProperty("changes") boolean changes,
        @JsonProperty("now") Charge now,
        @JsonProperty("next") Charge next) {

    /**
     * @param lines below zero what is credited; empty where nothing is charged, and where Stripe
     *     cannot say them yet
     */
    record Charge(
            @JsonProperty("amount_minor") long amount,
            @JsonProperty("currency") String currency,
            @JsonProperty("due_at") Instant dueAt,
            @JsonProperty("lines") List<Line> lines) {}

    record Line(
            @JsonProperty("description") String description,
            @JsonProperty("amount_minor") long amount,
            @JsonProperty("period_start") Instant start,
            @JsonProperty("period_end") Instant end,
            @JsonProperty("proration") boolean proration) {}

    static PreviewResponse of(Preview preview) {
        Price price = preview.price();
        StripeInvoice now = preview.now();
        Next next = preview.next();
        return new PreviewResponse(
                price.plan(),
                price.period(),
                preview.at(),
                preview.changes(),
                new Charge(now == null ? 0 : now.due(), price.currency(), preview.at(), lines(now)),
                new Charge(next.amount(), price.currency(), next.dueAt(), lines(next.invoice())));
    }

    private static List<Line> lines(@Nullable StripeInvoice invoice) {
        return invoice == null
                ? List.of()
                : invoice.lines().stream()
                        .map(line ->
                                new Line(
                                        line.description(),
                                        line.amount(),
                                        line.start(),
                                        line.end(),
                                        line.proration()))
                        .toList();
    }
}
