package app.feedtape.auth.identity;

import app.feedtape.auth.account.EndsWithAccount;
import app.feedtape.auth.account.UnprovenClaims;
import app.feedtape.auth.account.WaysIn;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What linked providers are to an account: ways in, and claims that go when they must. */
@Component
class IdentityClaims implements WaysIn, UnprovenClaims, EndsWithAccount {

    private final Identities identities;
    private final SignInCodes codes;

    IdentityClaims(Identities identities, SignInCodes codes) {
        this.identities = identities;
        this.codes = codes;
    }

    @Override
    public int count(UUID accountId) {
        return identities.count(accountId);
    }

    @Override
    public void drop(UUID accountId) {
        identities.removeAll(accountId);
        codes.forgetOf(accountId);
    }

    @Override
    public void end(UUID accountId) {
        drop(accountId);
    }
}
