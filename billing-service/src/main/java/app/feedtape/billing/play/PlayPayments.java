package app.feedtape.billing.play;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.rating.MinorUnits;
import app.feedtape.billing.rating.Payments.Payment;
import app.feedtape.billing.rating.PurchasePayments;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * What was paid at Google Play, as the order of a purchase's newest period says: the total the
 * buyer paid, taxes included. What Google keeps of it is not taken off.
 */
@Component
class PlayPayments implements PurchasePayments {

    private static final int NANOS = 9;

    private final PlayApi api;
    private final PlaySettings settings;

    PlayPayments(PlayApi api, PlaySettings settings) {
        this.api = api;
        this.settings = settings;
    }

    @Override
    public Source source() {
        return Source.GOOGLE;
    }

    @Override
    public boolean isOpen() {
        return settings.isOpen();
    }

    @Override
    public List<Payment> list(String purchaseToken, UUID payerId) {
        return api.find(purchaseToken)
                .map(PlayPayments::newestOrder)
                .filter(order -> !order.isEmpty())
                .flatMap(api::findOrder)
                .map(order -> payments(order, payerId))
                .orElse(List.of());
    }

    /** The member of the line is the newer one; older purchases have only the other. */
    private static String newestOrder(JsonNode purchase) {
        String ofLine = purchase.at("/lineItems/0/latestSuccessfulOrderId").asString("");
        return ofLine.isEmpty() ? purchase.path("latestOrderId").asString("") : ofLine;
    }

    private static List<Payment> payments(JsonNode order, UUID payerId) {
        String id = order.path("orderId").asString("");
        OptionalLong total = amount(order.path("total"));
        boolean isPaid = !List.of("PENDING", "CANCELED").contains(order.path("state").asString(""));
        if (id.isEmpty() || !isPaid || total.orElse(0) == 0) {
            return List.of();
        }
        String currency = order.at("/total/currencyCode").asString();
        JsonNode history = order.path("orderHistory");
        Instant paidAt =
                instant(
                        history.at("/processedEvent/eventTime").asString(""),
                        order.path("createTime").asString(""));
        long back =
                Stream.concat(
                                Stream.of(history.at("/refundEvent/refundDetails/total")),
                                StreamSupport.stream(
                                                history.path("partialRefundEvents").spliterator(),
                                                false)
                                        .filter(event ->
                                                event.path("state")
                                                        .asString("")
                                                        .startsWith("PROCESSED"))
                                        .map(event -> event.at("/refundDetails/total")))
                        .mapToLong(refund -> amount(refund).orElse(0))
                        .sum();
        return List.of(
                new Payment(id, payerId, paidAt, currency, total.getAsLong()),
                new Payment(
                        id + " refunded",
                        payerId,
                        instant(order.path("lastEventTime").asString(""), paidAt.toString()),
                        currency,
                        -back));
    }

    /** {@code units} is a whole number as text, {@code nanos} what is left of one. */
    private static OptionalLong amount(JsonNode money) {
        if (!money.has("currencyCode")) {
            return OptionalLong.empty();
        }
        try {
            BigDecimal amount =
                    new BigDecimal(money.path("units").asString("0"))
                            .add(BigDecimal.valueOf(money.path("nanos").asLong(0), NANOS));
            return MinorUnits.of(amount, money.path("currencyCode").asString());
        } catch (NumberFormatException noAmount) {
            return OptionalLong.empty();
        }
    }

    private static Instant instant(String time, String otherwise) {
        try {
            return Instant.parse(time);
        } catch (DateTimeException unknown) {
            return time.equals(otherwise) ? Instant.EPOCH : instant(otherwise, otherwise);
        }
    }
}
