package app.feedtape.billing.audit;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;

/**
 * Who ordered it.
 *
 * @param name as the trail has it: {@code account:<id>} or {@code operator}
 */
public record Actor(String name) {

    /**
     * The operator behind an internal call: somebody signed in, whom admin-service calls for, or
     * the command line, which is known by a secret and not by name. 403 FORBIDDEN for any other
     * caller, and for admin-service by itself.
     */
    public static Actor of(ServiceCaller caller) {
        if (caller.name().equals("operator")) {
            return new Actor("operator");
        }
        if (caller.name().equals("admin-service") && caller.operator() != null) {
            return new Actor("account:" + caller.operator());
        }
        throw ErrorCode.FORBIDDEN.because("This is for operators.");
    }
}
