package app.feedtape.auth.account;

import app.feedtape.messaging.audit.Actor;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Who may order something about other people's accounts: the operators' command line, and
 * administrators through admin-service. Believes the account's row and not what a token said when
 * it was issued, so that one who was demoted is out at once.
 */
@Component
public class Operators {

    private static final String COMMAND_LINE = "operator";
    private static final Set<String> CALLERS = Set.of(COMMAND_LINE, "admin-service");

    private final Accounts accounts;

    Operators(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Lets those look who look on operators' behalf; 403 for every other service. */
    void requireToLook(ServiceCaller caller) {
        if (!CALLERS.contains(caller.name())) {
            throw forOperators();
        }
    }

    /** Who answers for an order; 403 FORBIDDEN for anybody who may not give one. */
    public Actor require(ServiceCaller caller) {
        requireToLook(caller);
        return caller.name().equals(COMMAND_LINE)
                ? Actor.COMMAND_LINE
                : Actor.account(requireAdministrator(caller));
    }

    /** The administrator behind a call of admin-service; 403 FORBIDDEN when there is none. */
    public UUID requireAdministrator(ServiceCaller caller) {
        requireToLook(caller);
        return Optional.ofNullable(caller.operator())
                .flatMap(accounts::find)
                .filter(account -> account.isActive() && account.role() == Role.ADMIN)
                .map(Account::id)
                .orElseThrow(() -> ErrorCode.FORBIDDEN.because("This is for administrators."));
    }

    private static Refusal forOperators() {
        return ErrorCode.FORBIDDEN.because("This is for operators.");
    }
}
