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
    private final Providers providers;
    private final SignInCodes codes;
    private final LinkCodes linkCodes;
    private final SignInAttempts attempts;
    private final ProviderRevocations revocations;

    IdentityClaims(
            Identities identities,
            Providers providers,
            SignInCodes codes,
            LinkCodes linkCodes,
            SignInAttempts attempts,
            ProviderRevocations revocations) {
        this.identities = identities;
        this.providers = providers;
        this.codes = codes;
        this.linkCodes = linkCodes;
        this.attempts = attempts;
        this.revocations = revocations;
    }

    /** A provider that is not offered any more opens nothing. */
    @Override
    public int count(UUID accountId) {
        return identities.count(accountId, providers.names());
    }

    /** What has begun and could still become a way in goes along. */
    @Override
    public void drop(UUID accountId) {
        identities.removeAll(accountId).forEach(revocations::add);
        codes.forgetOf(accountId);
        linkCodes.forgetOf(accountId);
        attempts.forgetOf(accountId);
    }

    @Override
    public void end(UUID accountId) {
        drop(accountId);
    }
}
