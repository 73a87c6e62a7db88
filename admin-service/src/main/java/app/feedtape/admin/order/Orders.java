package app.feedtape.admin.order;

import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries what an operator asks or orders to another service, in the operator's name. What the
 * service refuses is refused here in its words. Never tried again: the operator sees that it failed
 * and can ask anew.
 */
@Component
public class Orders {

    private final ServiceClient services;
    private final JsonMapper json;

    Orders(ServiceClient services, JsonMapper json) {
        this.services = services;
        this.json = json;
    }

    /** The service's answer, where it is JSON. */
    public JsonNode give(
            Caller operator, ServiceCall call, @Nullable Object body, Object... pathVariables) {
        return json.readTree(giveAsText(operator, call, body, pathVariables));
    }

    /** The service's answer as it came, which may be empty. */
    public String giveAsText(
            Caller operator, ServiceCall call, @Nullable Object body, Object... pathVariables) {
        HttpResponse<String> answer;
        try {
            answer = services.sendFor(operator, call, body, pathVariables).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw away().causedBy(failure);
        }
        if (answer.statusCode() / 100 != 2) {
            throw refusal(call.callee(), answer);
        }
        return answer.body();
    }

    private Refusal refusal(String callee, HttpResponse<String> answer) {
        JsonNode error = error(answer.body());
        String code = error.path("code").asString("");
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(code) && answer.statusCode() != 401)
                .findFirst()
                .map(known -> copy(known, error))
                .orElseGet(() ->
                        away().causedBy(
                                        new IllegalStateException(
                                                callee + " answered " + answer.statusCode())));
    }

    private static Refusal copy(ErrorCode code, JsonNode error) {
        Refusal refusal = code.because(error.path("message").asString(code.name()));
        for (Map.Entry<String, JsonNode> detail : error.path("details").properties()) {
            refusal = refusal.with(detail.getKey(), detail.getValue());
        }
        return refusal;
    }

    private JsonNode error(String body) {
        try {
            return json.readTree(body).path("error");
        } catch (JacksonException notOurs) {
            return json.missingNode();
        }
    }

    private static Refusal away() {
        return ErrorCode.UPSTREAM_UNAVAILABLE
                .because("This cannot be done right now. Please try again.")
                .withHeader("Retry-After", "2");
    }
}
