package app.feedtape.billing.purchase;

import app.feedtape.billing.purchase.PurchaseRecords.PurchaseRecord;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PurchaseRecordsController {

    private static final Set<String> ALLOWED = Set.of("operator", "admin-service");

    private final PurchaseRecords records;

    PurchaseRecordsController(PurchaseRecords records) {
        this.records = records;
    }

    record PurchaseList(@JsonProperty("items") List<PurchaseRecord> items) {}

    /**
     * Every purchase of a payer with what it was before and what made us look each time: the answer
     * to "why is this person on this plan?". An unknown payer has none. For the operators' command
     * line and the admin service alone: 403 for any other service.
     */
    @GetMapping("/internal/payers/{payerId}/purchases")
    PurchaseList list(ServiceCaller caller, @PathVariable("payerId") UUID payerId) {
        if (!ALLOWED.contains(caller.name())) {
            throw ErrorCode.FORBIDDEN.because("Only operators look into purchases.");
        }
        return new PurchaseList(records.read(payerId));
    }
}
