package app.feedtape.gateway.decision;

import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.messaging.entitlement.Unlocking;
import app.feedtape.messaging.view.StateView;
import app.feedtape.web.WebSettings;
import app.feedtape.web.decision.Decision;
import app.feedtape.web.decision.DecisionAnswer;
import app.feedtape.web.decision.DecisionAnswer.Unlock;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.AccessToken;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** Opens the ids that every 402 and 429 carries; asks nobody. */
@RestController
class DecisionController {

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
     * Why a request was refused: the rule, the plan, the figures, when they begin anew, and the
     * smallest plan that would let it in. For a week, and for the account it was about alone;
     * before sign-in for the address it came from. 404 NOT_FOUND for everything else, the same
     * whether the id is another's, forged, late or none.
     */
    @GetMapping("/api/decisions/{id}")
    ResponseEntity<DecisionAnswer> mine(@PathVariable String id, ServerWebExchange exchange) {
        Decision decision =
                decisions
                        .find(id)
                        .filter(found -> isAbout(Visit.of(exchange), found.subject()))
                        .orElseThrow(DecisionController::nothingHere);
        return answer(told(id, decision));
    }

    /** The same for support staff and administrators, whoever it was about. */
    @GetMapping({"/api/admin/decisions/{id}", "/v1/admin/decisions/{id}"})
    ResponseEntity<DecisionAnswer> anybodys(@PathVariable String id) {
        Decision decision = decisions.find(id).orElseThrow(DecisionController::nothingHere);
        return answer(told(id, decision).about(decision.subject()));
    }

    private static boolean isAbout(Visit visit, Subject subject) {
        AccessToken token = visit.token();
        return switch (subject.kind()) {
            case ACCOUNT -> token != null && token.accountId().equals(subject.id());
            case NETWORK -> subject.equals(Subject.network(visit.clientAddress()));
            case HOUSE -> false;
        };
    }

    private DecisionAnswer told(String id, Decision decision) {
        return DecisionAnswer.of(
                id,
                decision,
                unlocking.find(decision).map(plan -> new Unlock(plan, upgradeUrl)).orElse(null));
    }

    private static ResponseEntity<DecisionAnswer> answer(DecisionAnswer answer) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer);
    }

    private static Refusal nothingHere() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }
}
