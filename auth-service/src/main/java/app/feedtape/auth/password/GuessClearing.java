package app.feedtape.auth.password;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.limit.OwnCounts;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.Sessions;
import java.util.Set;
import org.springframework.stereotype.Component;

/** An operator's word that wrong passwords of an account do not count: of anybody who tried. */
@Component
class GuessClearing implements OwnCounts {

    private static final String SCOPE = "login";

    private final Guesses guesses;
    private final Sessions sessions;

    GuessClearing(Guesses guesses, Sessions sessions) {
        this.guesses = guesses;
        this.sessions = sessions;
    }

    @Override
    public void clear(Account account, Set<String> scopes) {
        if (!scopes.contains(SCOPE)) {
            return;
        }
        guesses.forgive(account.id());
        String written = account.email();
        if (written == null) {
            return;
        }
        EmailAddress.parse(written)
                .ifPresent(email -> {
                    guesses.forgive(email);
                    for (Device device : sessions.listDevices(account.id())) {
                        guesses.forgive(email, device);
                    }
                });
    }
}
