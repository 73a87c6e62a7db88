package app.feedtape.auth.account;

import app.feedtape.auth.settings.SettingsChange;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.web.problem.ErrorCode;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Merges a change into a person's settings; two at once both count. */
@Service
class SettingsUpdate {

    private final Accounts accounts;

    SettingsUpdate(Accounts accounts) {
        this.accounts = accounts;
    }

    @Transactional
    void apply(UUID accountId, SettingsChange change) {
        Account account =
                accounts.lock(accountId)
                        .orElseThrow(() ->
                                ErrorCode.UNAUTHENTICATED.because(
                                        "A valid access token is needed."));
        ListenerSettings merged = change.applyTo(account.settings());
        if (!merged.equals(account.settings())) {
            accounts.changeSettings(accountId, merged);
        }
    }
}
