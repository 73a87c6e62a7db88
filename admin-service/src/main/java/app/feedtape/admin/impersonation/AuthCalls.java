package app.feedtape.admin.impersonation;

import app.feedtape.admin.impersonation.ImpersonationController.ImpersonationRequest;
import app.feedtape.admin.impersonation.ImpersonationController.ImpersonationResponse;
import app.feedtape.admin.order.Orders;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Orders to auth-service in the caller's name. */
@Component
class AuthCalls {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ServiceCall BEGIN =
            new ServiceCall("auth-service", "POST", "/internal/accounts/%s/impersonate", TIMEOUT);
    private static final ServiceCall END =
            new ServiceCall("auth-service", "DELETE", "/internal/accounts/%s/impersonate", TIMEOUT);

    private final Orders orders;
    private final JsonMapper json;

    AuthCalls(Orders orders, JsonMapper json) {
        this.orders = orders;
        this.json = json;
    }

    ImpersonationResponse begin(Caller operator, UUID accountId, ImpersonationRequest request) {
        return json.readValue(
                orders.giveAsText(operator, BEGIN, request, accountId),
                ImpersonationResponse.class);
    }

    void end(Caller operator, UUID accountId) {
        orders.giveAsText(operator, END, null, accountId);
    }
}
