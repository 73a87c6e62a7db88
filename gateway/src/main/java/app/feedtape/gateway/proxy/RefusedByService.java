package app.feedtape.gateway.proxy;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/** A service said no to the caller, in the envelope. */
public final class RefusedByService extends RuntimeException {

    private final int status;
    private final transient JsonNode envelope;

    RefusedByService(int status, JsonNode envelope) {
        super("refused with " + status, null, false, false);
        this.status = status;
        this.envelope = envelope;
    }

    int status() {
        return status;
    }

    /** The same refusal, as our own, with the decision it names. */
    public Refusal refusal() {
        Refusal refusal = own();
        JsonNode decision = envelope.path("error").path("details").path(ErrorCode.DECISION_ID);
        return decision.isString()
                ? refusal.with(ErrorCode.DECISION_ID, decision.stringValue())
                : refusal;
    }

    private Refusal own() {
        String name = envelope.path("error").path("code").asString("");
        String message = envelope.path("message").asString("");
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(ErrorCode.NOT_FOUND)
                .because(message);
    }
}
