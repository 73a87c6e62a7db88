package app.feedtape.auth.account;

import app.feedtape.auth.settings.OfferedVoices;
import app.feedtape.auth.settings.SettingsChange;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Merges a change into a person's settings; two at once both count. */
@Service
class SettingsUpdate {

    private final Accounts accounts;
    private final OfferedVoices voices;

    SettingsUpdate(Accounts accounts, OfferedVoices voices) {
        this.accounts = accounts;
        this.voices = voices;
    }

    /** A voice that went since it was chosen may be sent along, as the app does with all. */
    @Transactional
    void apply(UUID accountId, SettingsChange change) {
        Account account =
                accounts.lock(accountId)
                        .orElseThrow(() ->
                                ErrorCode.UNAUTHENTICATED.because(
                                        "A valid access token is needed."));
        ListenerSettings merged = change.applyTo(account.settings());
        if (!merged.equals(account.settings())) {
            if (!merged.voice().equals(account.settings().voice()) && !voices.has(merged.voice())) {
                throw Refusal.invalid("settings.voice", "There is no voice of that name.");
            }
            accounts.changeSettings(accountId, merged);
        }
    }
}
