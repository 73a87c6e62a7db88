package app.feedtape.auth.secondfactor;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.limit.OwnCounts;
import java.util.Set;
import org.springframework.stereotype.Component;

/** An operator's word that wrong codes of an account do not count. */
@Component
class TriesClearing implements OwnCounts {

    private static final String SCOPE = "two_factor";

    private final Tries tries;

    TriesClearing(Tries tries) {
        this.tries = tries;
    }

    @Override
    public void clear(Account account, Set<String> scopes) {
        if (scopes.contains(SCOPE)) {
            tries.reset(account.id());
        }
    }
}
