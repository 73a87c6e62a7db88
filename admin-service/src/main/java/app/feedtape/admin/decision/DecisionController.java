package app.feedtape.admin.decision;

import app.feedtape.web.decision.Decision;
import app.feedtape.web.decision.DecisionAnswer;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./feedtape admin decision ID}: why somebody was refused. */
@RestController
class DecisionController {

    private static final String OPERATOR = "operator";

    private final Decisions decisions;
    private final JsonMapper json;

    DecisionController(Decisions decisions, JsonMapper json) {
        this.decisions = decisions;
        this.json = json;
    }

    /**
     * What a decision's id says, whoever it was about; 403 for every service but the operators'
     * command line, 404 for an id that is forged, older than a week or none. What would unlock it
     * is not here: the gateway, which has the catalogue, tells that to support staff.
     */
    @GetMapping("/internal/decisions/{id}")
    ObjectNode decision(@PathVariable String id, ServiceCaller caller) {
        if (!caller.name().equals(OPERATOR)) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
        Decision decision =
                decisions
                        .find(id)
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
        ObjectNode told =
                json.valueToTree(DecisionAnswer.of(id, decision, null).about(decision.subject()));
        told.remove("unlock");
        return told;
    }
}
