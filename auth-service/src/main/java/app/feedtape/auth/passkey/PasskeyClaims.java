package app.feedtape.auth.passkey;

import app.feedtape.auth.account.EndsWithAccount;
import app.feedtape.auth.account.UnprovenClaims;
import app.feedtape.auth.account.WaysIn;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What passkeys are to an account: ways in, and claims that go when they must. */
@Component
class PasskeyClaims implements WaysIn, UnprovenClaims, EndsWithAccount {

    private final Passkeys passkeys;
    private final PasskeyChallenges challenges;

    PasskeyClaims(Passkeys passkeys, PasskeyChallenges challenges) {
        this.passkeys = passkeys;
        this.challenges = challenges;
    }

    @Override
    public int count(UUID accountId) {
        return passkeys.count(accountId);
    }

    @Override
    public void drop(UUID accountId) {
        passkeys.removeAll(accountId);
        challenges.removeAll(accountId);
    }

    @Override
    public void end(UUID accountId) {
        drop(accountId);
    }
}
