package app.feedtape.billing.subscription;

import app.feedtape.billing.purchase.Owner;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.reconciliation.StoreClaim;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReceiptController {

    private static final Pattern JWS = Pattern.compile("[\\w-]+(\\.[\\w-]*){2,}");

    private final StoreClaim claim;
    private final SubscriptionOfMine subscription;

    ReceiptController(StoreClaim claim, SubscriptionOfMine subscription) {
        this.claim = claim;
        this.subscription = subscription;
    }

    record ReceiptRequest(
            @JsonProperty("store") @NotNull String store,
            @JsonProperty("signed_transaction") @Size(max = 32_768)
                    @Nullable String signedTransaction,
            @JsonProperty("purchase_token") @Size(max = 4_096) @Nullable String purchaseToken) {}

    /**
     * Takes what an app has bought in its store: for {@code apple} the {@code signed_transaction}
     * of StoreKit 2, for {@code google} the {@code purchase_token}. Handing it in again changes
     * nothing. Answers as {@code GET /api/subscription/me}; one that is over gives nothing.
     *
     * <p>400 for what the store has not signed for this app, for the old base64 receipt and for a
     * store nothing is sold in; 409 for a purchase that was made for, or belongs to, another
     * account, and for one of no use here (a product that is no plan, a family's); 503 while the
     * store cannot be asked, and then nothing has changed.
     */
    @PostMapping("/api/subscription/validate-receipt")
    SubscriptionResponse validate(Caller caller, @Valid @RequestBody ReceiptRequest request) {
        if (caller.token().actor() != null) {
            throw ErrorCode.FORBIDDEN.because("Nobody buys in somebody else's name.");
        }
        Owner claimant = new Owner(caller.payerId(), caller.accountId());
        switch (request.store()) {
            case "apple" -> claim.claim(Source.APPLE, signedTransaction(request), claimant);
            case "google" -> claim.claim(Source.GOOGLE, purchaseToken(request), claimant);
            default -> throw Refusal.invalid("store", "Only apple and google.");
        }
        return subscription.get(caller.payerId());
    }

    private static String signedTransaction(ReceiptRequest request) {
        String signed = request.signedTransaction();
        if (signed == null || !JWS.matcher(signed).matches()) {
            throw Refusal.invalid(
                    "signed_transaction",
                    "Send the signed transaction of StoreKit 2 (a JWS). The old base64 receipt is not taken.");
        }
        return signed;
    }

    private static String purchaseToken(ReceiptRequest request) {
        String token = request.purchaseToken();
        if (token == null || token.isBlank()) {
            throw Refusal.invalid("purchase_token", "Send the purchase token of Google Play.");
        }
        return token;
    }
}
