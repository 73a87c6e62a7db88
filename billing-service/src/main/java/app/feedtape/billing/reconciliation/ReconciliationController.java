package app.feedtape.billing.reconciliation;

import app.feedtape.billing.audit.Action;
import app.feedtape.billing.reconciliation.Runs.Difference;
import app.feedtape.billing.reconciliation.Runs.Run;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.audit.AuditTrail.Subject;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For operators, by admin-service and the command line; 403 for everybody else. */
@RestController
@RequestMapping("/internal/reconciliations")
class ReconciliationController {

    private static final int RUNS = 50;
    private static final int DIFFERENCES = 500;

    private final Runs runs;
    private final AuditTrail audit;
    private final TimeOrderedIds ids;
    private final TransactionTemplate transaction;

    ReconciliationController(
            Runs runs, AuditTrail audit, TimeOrderedIds ids, TransactionTemplate transaction) {
        this.runs = runs;
        this.audit = audit;
        this.ids = ids;
        this.transaction = transaction;
    }

    record RunsResponse(@JsonProperty("items") List<Run> items) {}

    /**
     * @param differences the first 500; all of them are counted
     */
    record RunResponse(
            @JsonUnwrapped Run run, @JsonProperty("differences") List<Difference> differences) {}

    /**
     * Has everything compared with the stores, beside this call; answers the run, which is the one
     * under way when there is one.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunResponse begin(ServiceCaller caller) {
        Actor actor = Actor.of(caller);
        UUID id = ids.next();
        Boolean begun =
                transaction.execute(status -> {
                    boolean isNew = runs.tryBegin(id, actor.name());
                    if (isNew) {
                        audit.record(
                                actor,
                                Action.RECONCILIATION_ORDERED,
                                new Subject(null, "reconciliation:" + id, null),
                                "all stores");
                    }
                    return isNew;
                });
        return describe(Boolean.TRUE.equals(begun) ? id : runs.findRunning().orElse(id));
    }

    /** The newest 50 runs. */
    @GetMapping
    RunsResponse list(ServiceCaller caller) {
        Actor.of(caller);
        return new RunsResponse(runs.list(RUNS));
    }

    /** How far a run is and what it has found. */
    @GetMapping("/{id}")
    RunResponse get(ServiceCaller caller, @PathVariable("id") UUID id) {
        Actor.of(caller);
        return describe(id);
    }

    private RunResponse describe(UUID id) {
        Run run =
                runs.find(id)
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is no such run."));
        return new RunResponse(run, runs.differences(id, DIFFERENCES));
    }
}
