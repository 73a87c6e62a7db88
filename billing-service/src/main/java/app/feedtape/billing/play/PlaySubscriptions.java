package app.feedtape.billing.play;

import app.feedtape.billing.catalogue.Price;
import app.feedtape.billing.catalogue.Prices;
import app.feedtape.billing.purchase.Owner;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.AcknowledgedStore;
import app.feedtape.billing.store.ReceiptStore;
import app.feedtape.billing.store.StoreAnswer;
import app.feedtape.billing.store.StoreCalls;
import app.feedtape.billing.store.StoreSubscription;
import app.feedtape.web.WebSettings;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Google Play as a store: its purchase tokens are our purchases, its products our plans. An upgrade
 * is another token, linked to the one it takes the place of.
 */
@Component
class PlaySubscriptions implements ReceiptStore, AcknowledgedStore {

    private static final String STATE = "SUBSCRIPTION_STATE_";

    private final PlaySettings settings;
    private final PlayApi api;
    private final Prices prices;
    private final Purchases purchases;
    private final boolean real;

    PlaySubscriptions(
            PlaySettings settings,
            PlayApi api,
            Prices prices,
            Purchases purchases,
            WebSettings web) {
        this.settings = settings;
        this.api = api;
        this.prices = prices;
        this.purchases = purchases;
        this.real = web.isProduction();
    }

    @Override
    public Source source() {
        return Source.GOOGLE;
    }

    @Override
    public boolean isOpen() {
        return settings.isOpen();
    }

    /** A token is Google's own; that it is one is seen when it is read. */
    @Override
    public String prove(String purchaseToken) {
        return purchaseToken;
    }

    @Override
    public StoreAnswer read(String purchaseToken) {
        return api.find(purchaseToken)
                .map(this::inOurWords)
                .orElseGet(() -> new StoreAnswer.Unclear("Google Play does not know it"));
    }

    @Override
    public void acknowledge(String purchaseToken) {
        api.find(purchaseToken)
                .filter(PlaySubscriptions::isUnacknowledged)
                .ifPresent(purchase -> api.acknowledge(product(purchase), purchaseToken));
    }

    private static boolean isUnacknowledged(JsonNode purchase) {
        return purchase.path("acknowledgementState")
                .asString("")
                .equals("ACKNOWLEDGEMENT_STATE_PENDING");
    }

    private static String product(JsonNode purchase) {
        return purchase.at("/lineItems/0/productId").asString("");
    }

    private StoreAnswer inOurWords(JsonNode purchase) {
        String state = purchase.path("subscriptionState").asString("").replace(STATE, "");
        if (state.startsWith("PENDING")) {
            return new StoreAnswer.Unclear("it is not paid yet");
        }
        if (real && purchase.has("testPurchase")) {
            return new StoreAnswer.Unclear("it is a test of the store");
        }
        Optional<Price> price = prices.findByStoreId(Source.GOOGLE.word(), product(purchase));
        if (price.isEmpty()) {
            return new StoreAnswer.Unclear("no plan is sold as " + product(purchase));
        }
        Instant start = instant(purchase.path("startTime"));
        Instant end = instant(purchase.at("/lineItems/0/expiryTime"));
        PurchaseStatus status = status(state, purchase);
        return new StoreAnswer.Found(
                new StoreSubscription(
                        owner(purchase),
                        price.get().plan(),
                        status,
                        start,
                        start,
                        end.isAfter(start) ? end : start.plusSeconds(1),
                        status == PurchaseStatus.CANCELLED ? end : null,
                        status == PurchaseStatus.TRIALING ? end : null,
                        status == PurchaseStatus.PAST_DUE ? end : null,
                        null,
                        false,
                        linked(purchase),
                        isUnacknowledged(purchase) && status != PurchaseStatus.EXPIRED));
    }

    /**
     * Google's words in ours. On hold and paused nothing is given; the end says until when grace
     * is.
     */
    private static PurchaseStatus status(String state, JsonNode purchase) {
        return switch (state) {
            case "ACTIVE" ->
                    purchase.at("/lineItems/0/offerPhase").has("freeTrial")
                            ? PurchaseStatus.TRIALING
                            : PurchaseStatus.ACTIVE;
            case "CANCELED" -> PurchaseStatus.CANCELLED;
            case "IN_GRACE_PERIOD" -> PurchaseStatus.PAST_DUE;
            case "EXPIRED", "ON_HOLD", "PAUSED" -> PurchaseStatus.EXPIRED;
            default -> throw StoreCalls.refused("Google Play says a state that is not known here");
        };
    }

    private @Nullable Owner owner(JsonNode purchase) {
        String named =
                purchase.at("/externalAccountIdentifiers/obfuscatedExternalAccountId").asString("");
        try {
            if (!named.isEmpty()) {
                UUID payer = UUID.fromString(named);
                return new Owner(payer, payer);
            }
        } catch (IllegalArgumentException notOurs) {
            // Bought by an app that names people otherwise: as if it named nobody.
        }
        String former = linked(purchase);
        return former == null ? null : purchases.findOwner(Source.GOOGLE, former).orElse(null);
    }

    private static @Nullable String linked(JsonNode purchase) {
        String former = purchase.path("linkedPurchaseToken").asString("");
        return former.isEmpty() ? null : former;
    }

    private static Instant instant(JsonNode time) {
        try {
            return Instant.parse(time.asString(""));
        } catch (DateTimeException _) {
            throw StoreCalls.refused("Google Play says no time where one belongs");
        }
    }
}
