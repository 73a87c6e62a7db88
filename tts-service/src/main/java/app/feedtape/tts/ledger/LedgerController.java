package app.feedtape.tts.ledger;

import app.feedtape.tts.ledger.LedgerVerification.Books;
import app.feedtape.tts.ledger.ProviderReconciliation.Reconciled;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** For operators: {@code ./feedtape admin ledger verify}. */
@RestController
class LedgerController {

    private static final String OPERATOR = "operator";

    private final LedgerVerification verification;
    private final ProviderReconciliation reconciliation;

    LedgerController(LedgerVerification verification, ProviderReconciliation reconciliation) {
        this.verification = verification;
        this.reconciliation = reconciliation;
    }

    record VerifyResponse(
            @JsonUnwrapped Books books,
            @JsonProperty("provider_statement") Reconciled reconciled) {}

    /**
     * Recounts the ledger; {@code ok} is false with a list of differences when it does not add up.
     * Beside it {@code provider_statement}: whether the provider {@code agrees}, {@code differs},
     * or its figures are {@code unknown}, day by day. 403 for every service but the operators'
     * command line: it reads every entry there ever was.
     */
    @RequestMapping(
            path = "/internal/ledger/verify",
            method = {RequestMethod.GET, RequestMethod.POST})
    VerifyResponse verify(ServiceCaller caller) {
        if (!caller.name().equals(OPERATOR)) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
        return new VerifyResponse(verification.run(), reconciliation.run());
    }
}
