package app.feedtape.tts.ledger;

import app.feedtape.tts.ledger.LedgerVerification.Report;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** For operators: {@code ./feedtape admin ledger verify}. */
@RestController
class LedgerController {

    private final LedgerVerification verification;

    LedgerController(LedgerVerification verification) {
        this.verification = verification;
    }

    /**
     * Recounts the ledger; {@code ok} is false with a list of differences when it does not add up.
     */
    @RequestMapping(
            path = "/internal/ledger/verify",
            method = {RequestMethod.GET, RequestMethod.POST})
    Report verify() {
        return verification.run();
    }
}
