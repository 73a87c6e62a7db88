package app.feedtape.billing.appstore;

import app.feedtape.billing.appstore.AppStoreTrust.NotApples;
import app.feedtape.billing.catalogue.Price;
import app.feedtape.billing.catalogue.Prices;
import app.feedtape.billing.purchase.Owner;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.ReceiptStore;
import app.feedtape.billing.store.StoreAnswer;
import app.feedtape.billing.store.StoreCalls;
import app.feedtape.billing.store.StoreRefused;
import app.feedtape.billing.store.StoreSubscription;
import app.feedtape.web.problem.Refusal;
import com.apple.itunes.storekit.client.APIException;
import com.apple.itunes.storekit.model.AutoRenewStatus;
import com.apple.itunes.storekit.model.InAppOwnershipType;
import com.apple.itunes.storekit.model.JWSRenewalInfoDecodedPayload;
import com.apple.itunes.storekit.model.JWSTransactionDecodedPayload;
import com.apple.itunes.storekit.model.LastTransactionsItem;
import com.apple.itunes.storekit.model.OfferDiscountType;
import com.apple.itunes.storekit.model.Status;
import com.apple.itunes.storekit.model.StatusResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The App Store as a store: its original transaction ids are our purchases, its products our plans.
 */
@Component
class AppStoreSubscriptions implements ReceiptStore {

    private static final Logger LOG = LoggerFactory.getLogger(AppStoreSubscriptions.class);
    private static final int MALFORMED = 400;
    private static final int NOT_FOUND = 404;

    private final AppStoreSettings settings;
    private final AppStoreTrust trust;
    private final Prices prices;
    private final Purchases purchases;
    private final StoreCalls calls = new StoreCalls("app-store");
    private final @Nullable AppStoreClient client;

    AppStoreSubscriptions(
            AppStoreSettings settings,
            AppStoreTrust trust,
            Prices prices,
            Purchases purchases,
            Clock clock) {
        this.settings = settings;
        this.trust = trust;
        this.prices = prices;
        this.purchases = purchases;
        this.client =
                settings.isOpen()
                        ? new AppStoreClient(
                                settings.api(),
                                new AppStoreToken(settings, clock),
                                settings.storeEnvironment())
                        : null;
    }

    @Override
    public Source source() {
        return Source.APPLE;
    }

    @Override
    public boolean isOpen() {
        return settings.isOpen();
    }

    @Override
    public String prove(String signedTransaction) {
        try {
            String id = trust.transaction(signedTransaction).getOriginalTransactionId();
            if (id == null || id.isBlank()) {
                throw refused();
            }
            return id;
        } catch (NotApples forged) {
            // Anybody may send anything: the log line above is enough.
            throw refused();
        }
    }

    private static Refusal refused() {
        return Refusal.invalid(
                "signed_transaction", "The App Store has not signed this for this app.");
    }

    @Override
    public StoreAnswer read(String originalId) {
        return calls.call(() -> ask(originalId))
                .flatMap(answer -> item(answer, originalId))
                .map(this::inOurWords)
                .orElseGet(
                        () -> new StoreAnswer.Unclear("the App Store does not know " + originalId));
    }

    /** The newest transaction, empty when the App Store does not know the purchase. */
    Optional<JWSTransactionDecodedPayload> findTransaction(String originalId) {
        return calls.call(() -> ask(originalId))
                .flatMap(answer -> item(answer, originalId))
                .map(item -> {
                    try {
                        return trust.transaction(item.getSignedTransactionInfo());
                    } catch (NotApples forged) {
                        throw unsigned(forged);
                    }
                });
    }

    private Optional<StatusResponse> ask(String originalId) throws IOException {
        if (client == null) {
            throw StoreCalls.unavailable();
        }
        try {
            return Optional.of(client.getAllSubscriptionStatuses(originalId, null));
        } catch (APIException answered) {
            switch (answered.getHttpStatusCode()) {
                case MALFORMED -> {
                    return Optional.empty();
                }
                // Apple's copies do not know a new transaction at once; one that is written down
                // here
                // they knew before.
                case NOT_FOUND -> {
                    if (purchases.isKnown(Source.APPLE, originalId)) {
                        return Optional.empty();
                    }
                    throw answer(answered);
                }
                default -> {
                    if (StoreRefused.isMeantBy(answered.getHttpStatusCode())) {
                        throw answer(answered);
                    }
                    throw new IOException(answered.toString(), answered);
                }
            }
        }
    }

    private static Refusal answer(APIException answered) {
        return StoreCalls.refused(
                "the App Store answered %d, %s"
                        .formatted(answered.getHttpStatusCode(), answered.getRawApiError()));
    }

    private static Optional<LastTransactionsItem> item(StatusResponse answer, String originalId) {
        return answer.getData().stream()
                .flatMap(group -> group.getLastTransactions().stream())
                .filter(item -> originalId.equals(item.getOriginalTransactionId()))
                .findFirst();
    }

    private StoreAnswer inOurWords(LastTransactionsItem item) {
        try {
            return inOurWords(
                    item.getStatus(),
                    trust.transaction(item.getSignedTransactionInfo()),
                    trust.renewal(item.getSignedRenewalInfo()));
        } catch (NotApples forged) {
            throw unsigned(forged);
        }
    }

    private static Refusal unsigned(NotApples forged) {
        LOG.error("The Server API answered what Apple has not signed for this app", forged);
        return StoreCalls.refused("the Server API answered what Apple has not signed for this app");
    }

    private StoreAnswer inOurWords(
            @Nullable Status status,
            JWSTransactionDecodedPayload transaction,
            JWSRenewalInfoDecodedPayload renewal) {
        if (transaction.getInAppOwnershipType() == InAppOwnershipType.FAMILY_SHARED) {
            return new StoreAnswer.Unclear("a plan is for who bought it and not for a family");
        }
        Optional<Price> price =
                prices.findByStoreId(Source.APPLE.word(), transaction.getProductId());
        if (price.isEmpty()) {
            return new StoreAnswer.Unclear("no plan is sold as " + transaction.getProductId());
        }
        Instant end = Instant.ofEpochMilli(transaction.getExpiresDate());
        Instant bought = Instant.ofEpochMilli(transaction.getPurchaseDate());
        PurchaseStatus ours = status(status, transaction, renewal);
        UUID token = transaction.getAppAccountToken();
        Long grace = renewal.getGracePeriodExpiresDate();
        return new StoreAnswer.Found(
                new StoreSubscription(
                        token == null ? null : new Owner(token, token),
                        price.get().plan(),
                        ours,
                        Instant.ofEpochMilli(transaction.getOriginalPurchaseDate()),
                        // What was ended before its period had begun still has one.
                        bought.isBefore(end) ? bought : end.minusSeconds(1),
                        end,
                        ours == PurchaseStatus.CANCELLED ? end : null,
                        isTrial(transaction) ? end : null,
                        ours == PurchaseStatus.PAST_DUE && grace != null
                                ? Instant.ofEpochMilli(grace)
                                : null));
    }

    /**
     * Apple's words in ours. While it tries the card again access goes on for our own days of
     * grace.
     */
    private static PurchaseStatus status(
            @Nullable Status status,
            JWSTransactionDecodedPayload transaction,
            JWSRenewalInfoDecodedPayload renewal) {
        return switch (status) {
            case ACTIVE -> {
                if (renewal.getAutoRenewStatus() == AutoRenewStatus.OFF) {
                    yield PurchaseStatus.CANCELLED;
                }
                yield isTrial(transaction) ? PurchaseStatus.TRIALING : PurchaseStatus.ACTIVE;
            }
            case BILLING_RETRY, BILLING_GRACE_PERIOD -> PurchaseStatus.PAST_DUE;
            case EXPIRED, REVOKED -> PurchaseStatus.EXPIRED;
            case null ->
                    throw StoreCalls.refused("the App Store says a status that is not known here");
        };
    }

    private static boolean isTrial(JWSTransactionDecodedPayload transaction) {
        return transaction.getOfferDiscountType() == OfferDiscountType.FREE_TRIAL;
    }
}
