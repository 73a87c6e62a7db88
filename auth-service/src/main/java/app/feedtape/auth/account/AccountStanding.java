package app.feedtape.auth.account;

import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Sessions;
import app.feedtape.web.problem.ErrorCode;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What operators do to an account. Said as facts, so that it is felt everywhere within a second.
 */
@Service
class AccountStanding {

    private final Accounts accounts;
    private final Sessions sessions;

    AccountStanding(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    @Transactional
    Account grant(UUID id, Role role) {
        require(id);
        accounts.changeRole(id, role);
        return require(id);
    }

    /** Shuts the person out: no sign-in, no refresh, every session over. */
    @Transactional
    Account suspend(UUID id) {
        require(id);
        accounts.changeStatus(id, Account.Status.SUSPENDED);
        sessions.endAll(id, EndReason.SUSPENDED);
        return require(id);
    }

    @Transactional
    Account activate(UUID id) {
        require(id);
        accounts.changeStatus(id, Account.Status.ACTIVE);
        return require(id);
    }

    @Transactional
    int revokeSessions(UUID id) {
        require(id);
        return sessions.endAll(id, EndReason.REVOKED);
    }

    private Account require(UUID id) {
        return accounts.lock(id)
                .filter(account -> account.status() != Account.Status.DELETED)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
    }
}
