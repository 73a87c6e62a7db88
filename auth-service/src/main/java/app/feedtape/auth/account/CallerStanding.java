package app.feedtape.auth.account;

import app.feedtape.auth.session.Sessions;
import app.feedtape.auth.token.AccessTokens;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.servlet.CallerVeto;
import app.feedtape.web.token.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The owner of sessions and accounts believes its own rows, not a token: who was signed out or shut
 * out is refused at once. Seeing a token here also proves that the answer which carried it arrived.
 */
@Component
class CallerStanding implements CallerVeto {

    private final Accounts accounts;
    private final Sessions sessions;

    CallerStanding(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    @Override
    public void check(Caller caller) {
        Account account =
                accounts.find(caller.accountId())
                        .orElseThrow(() ->
                                ErrorCode.UNAUTHENTICATED.because(
                                        "A valid access token is needed."));
        if (account.status() == Account.Status.SUSPENDED) {
            throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
        }
        boolean isSignedIn =
                account.isActive()
                        && sessions.see(
                                caller.token().sessionId(),
                                account.id(),
                                AccessTokens.generationOf(caller.token()));
        if (!isSignedIn || !mayAct(caller.token().actor())) {
            throw ErrorCode.UNAUTHENTICATED.because("This device is signed out.");
        }
    }

    /** Whoever acts in another's name must still be an administrator. */
    private boolean mayAct(@Nullable String actor) {
        return actor == null
                || accounts.find(UUID.fromString(actor))
                        .filter(operator -> operator.isActive() && operator.role() == Role.ADMIN)
                        .isPresent();
    }
}
