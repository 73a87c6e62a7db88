package app.feedtape.admin.impersonation;

import app.feedtape.admin.impersonation.ImpersonationController.ImpersonationRequest;
import app.feedtape.admin.impersonation.ImpersonationController.ImpersonationResponse;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Orders to auth-service in the caller's name. What it refuses is refused here in its words. Never
 * tried again: a token whose answer was lost is worth nothing, and the operator can ask anew.
 */
@Component
class AuthCalls {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ServiceCall BEGIN =
            new ServiceCall("auth-service", "POST", "/internal/accounts/%s/impersonate", TIMEOUT);
    private static final ServiceCall END =
            new ServiceCall("auth-service", "DELETE", "/internal/accounts/%s/impersonate", TIMEOUT);

    private final ServiceClient services;
    private final JsonMapper json;

    AuthCalls(ServiceClient services, JsonMapper json) {
        this.services = services;
        this.json = json;
    }

    ImpersonationResponse begin(Caller operator, UUID accountId, ImpersonationRequest request) {
        return json.readValue(
                order(operator, BEGIN, request, accountId), ImpersonationResponse.class);
    }

    void end(Caller operator, UUID accountId) {
        order(operator, END, null, accountId);
    }

    private String order(Caller operator, ServiceCall call, @Nullable Object body, UUID accountId) {
        HttpResponse<String> answer;
        try {
            answer = services.sendFor(operator, call, body, accountId).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw away().causedBy(failure);
        }
        if (answer.statusCode() / 100 != 2) {
            throw refusal(answer);
        }
        return answer.body();
    }

    private Refusal refusal(HttpResponse<String> answer) {
        JsonNode error = error(answer.body());
        String code = error.path("code").asString("");
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(code) && answer.statusCode() != 401)
                .findFirst()
                .map(known -> copy(known, error))
                .orElseGet(() ->
                        away().causedBy(
                                        new IllegalStateException(
                                                "auth-service answered " + answer.statusCode())));
    }

    private static Refusal copy(ErrorCode code, JsonNode error) {
        Refusal refusal = code.because(error.path("message").asString(code.name()));
        JsonNode fields = error.at("/details/fields");
        return fields.isMissingNode() ? refusal : refusal.with("fields", fields);
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
