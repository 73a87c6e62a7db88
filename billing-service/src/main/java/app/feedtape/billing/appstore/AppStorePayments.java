package app.feedtape.billing.appstore;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.rating.MinorUnits;
import app.feedtape.billing.rating.Payments.Payment;
import app.feedtape.billing.rating.PurchasePayments;
import com.apple.itunes.storekit.model.JWSTransactionDecodedPayload;
import com.apple.itunes.storekit.model.RevocationType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What was paid in the App Store, as its newest transaction says: the price the buyer paid, taxes
 * included. What Apple keeps of it no transaction tells.
 */
@Component
class AppStorePayments implements PurchasePayments {

    private static final Logger LOG = LoggerFactory.getLogger(AppStorePayments.class);
    private static final int MILLIUNITS = 3;

    /** A hundred per cent, which Apple gives in thousandths. */
    private static final BigDecimal WHOLE = BigDecimal.valueOf(100_000);

    private final AppStoreSubscriptions store;

    AppStorePayments(AppStoreSubscriptions store) {
        this.store = store;
    }

    @Override
    public Source source() {
        return Source.APPLE;
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }

    @Override
    public List<Payment> list(String originalId, UUID payerId) {
        return store.findTransaction(originalId)
                .map(transaction -> payments(transaction, payerId))
                .orElse(List.of());
    }

    private static List<Payment> payments(JWSTransactionDecodedPayload transaction, UUID payerId) {
        String id = transaction.getTransactionId();
        String currency = transaction.getCurrency();
        Long price = transaction.getPrice();
        if (price == null || currency == null || price == 0) {
            return List.of();
        }
        BigDecimal paid = BigDecimal.valueOf(price, MILLIUNITS);
        OptionalLong amount = MinorUnits.of(paid, currency);
        if (amount.isEmpty()) {
            LOG.error("The App Store took {} {}, which is no amount", paid, currency);
            return List.of();
        }
        return List.of(
                new Payment(
                        id,
                        payerId,
                        instant(transaction.getPurchaseDate()),
                        currency,
                        amount.getAsLong()),
                returned(transaction, paid, currency, payerId));
    }

    /** Nothing, too: a refund may be taken back. */
    private static Payment returned(
            JWSTransactionDecodedPayload transaction,
            BigDecimal paid,
            String currency,
            UUID payerId) {
        Long revoked = transaction.getRevocationDate();
        boolean isPaidBack =
                revoked != null && transaction.getRevocationType() != RevocationType.FAMILY_REVOKE;
        Integer share = transaction.getRevocationPercentage();
        BigDecimal back =
                share == null ? paid : paid.multiply(BigDecimal.valueOf(share)).divide(WHOLE);
        return new Payment(
                transaction.getTransactionId() + " revoked",
                payerId,
                instant(revoked == null ? transaction.getPurchaseDate() : revoked),
                currency,
                isPaidBack ? -MinorUnits.rounded(back, currency) : 0);
    }

    private static Instant instant(long millis) {
        return Instant.ofEpochMilli(millis);
    }
}
