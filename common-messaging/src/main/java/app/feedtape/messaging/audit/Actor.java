package app.feedtape.messaging.audit;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import java.util.UUID;

/**
 * Who did it.
 *
 * @param name as the trail has it: {@code account:<id>}, {@code operator} or {@code system}
 */
public record Actor(String name) {

    /** An operator at the command line, who is known by a secret and not by name. */
    public static final Actor COMMAND_LINE = new Actor("operator");

    /** The house itself, by a rule. */
    public static final Actor SYSTEM = new Actor("system");

    /** Somebody signed in: the person themselves, or an operator acting on them. */
    public static Actor account(UUID accountId) {
        return new Actor("account:" + accountId);
    }

    /**
     * The operator behind an internal call: somebody signed in, whom admin-service calls for, or
     * the command line. 403 FORBIDDEN for any other caller, and for admin-service by itself.
     */
    public static Actor of(ServiceCaller caller) {
        if (caller.name().equals("operator")) {
            return COMMAND_LINE;
        }
        if (caller.name().equals("admin-service") && caller.operator() != null) {
            return account(caller.operator());
        }
        throw ErrorCode.FORBIDDEN.because("This is for operators.");
    }
}
