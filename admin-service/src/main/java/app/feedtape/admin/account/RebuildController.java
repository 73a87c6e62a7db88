package app.feedtape.admin.account;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The operators' command to make the read model anew. */
@RestController
class RebuildController {

    private static final String OPERATOR = "operator";

    private final ReadModelRebuild rebuild;

    RebuildController(ReadModelRebuild rebuild) {
        this.rebuild = rebuild;
    }

    record RebuildResponse(@JsonProperty("rows") long rows) {}

    /**
     * Reads the topics again, then answers; 403 for every service but the operators' command line,
     * 409 while another rebuild runs, 503 when the topics cannot be read, which changes nothing.
     */
    @PostMapping("/internal/read-model/rebuild")
    RebuildResponse rebuild(ServiceCaller caller) {
        if (!caller.name().equals(OPERATOR)) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
        return new RebuildResponse(rebuild.rebuild());
    }
}
