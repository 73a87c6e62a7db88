package app.feedtape.admin.decision;

import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.messaging.entitlement.Unlocking;
import app.feedtape.messaging.view.StateView;
import app.feedtape.web.WebSettings;
import app.feedtape.web.decision.Decision;
import app.feedtape.web.decision.DecisionAnswer;
import app.feedtape.web.decision.DecisionAnswer.Unlock;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code ./feedtape admin decision ID}: why somebody was refused. */
@RestController
class DecisionController {

    private static final String OPERATOR = "operator";

    private final Decisions decisions;
    private final Unlocking unlocking;
    private final String upgradeUrl;

    DecisionController(
            Decisions decisions, StateView<String, PlanChanged> planView, WebSettings settings) {
        this.decisions = decisions;
        this.unlocking = new Unlocking(planView);
        this.upgradeUrl = settings.issuer() + "/upgrade";
    }

    /**
     * What a decision's id says, whoever it was about; 403 for every service but the operators'
     * command line, 404 for an id that is forged, older than a week or none. With the smallest plan
     * of the catalogue that would let the request in, as the gateway tells listeners.
     */
    @GetMapping("/internal/decisions/{id}")
    DecisionAnswer decision(@PathVariable String id, ServiceCaller caller) {
        if (!caller.name().equals(OPERATOR)) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
        Decision decision =
                decisions
                        .find(id)
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
        Unlock unlock =
                unlocking.find(decision).map(plan -> new Unlock(plan, upgradeUrl)).orElse(null);
        return DecisionAnswer.of(id, decision, unlock).about(decision.subject());
    }
}
