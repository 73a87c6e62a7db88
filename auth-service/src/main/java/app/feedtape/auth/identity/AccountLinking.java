package app.feedtape.auth.identity;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.web.problem.ErrorCode;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Whose account a proven identity opens: the one it is linked to; else the one that has proven to
 * own the same address, when the provider has verified it too; else one that only claimed the
 * address, emptied; else a new one. An unverified address never opens anything. It becomes the
 * account's own when its provider verifies it later. A forwarding address is nobody's own: it opens
 * nothing either.
 */
@Component
class AccountLinking {

    private final Identities identities;
    private final Accounts accounts;
    private final ClaimedAddresses claimed;

    AccountLinking(Identities identities, Accounts accounts, ClaimedAddresses claimed) {
        this.identities = identities;
        this.accounts = accounts;
        this.claimed = claimed;
    }

    /**
     * The account, locked.
     *
     * @throws org.springframework.dao.DuplicateKeyException when another first sign-in of the same
     *     person was faster: nothing has happened, try again
     */
    @Transactional(propagation = Propagation.MANDATORY)
    Account accountOf(ProvenIdentity proven) {
        String written = proven.email();
        EmailAddress address = written == null ? null : EmailAddress.parse(written).orElse(null);
        Optional<UUID> linked = identities.findAccount(proven.provider(), proven.subject());
        if (linked.isPresent()) {
            Account account = accounts.lock(linked.get()).orElseThrow();
            identities.noteUse(proven);
            return address != null && proven.emailVerified() && !account.emailVerified()
                    ? accounts.proveAddress(account.id(), address)
                    : account;
        }
        Account account = accountFor(proven, address);
        identities.add(account.id(), proven);
        return account;
    }

    private Account accountFor(ProvenIdentity proven, @Nullable EmailAddress address) {
        if (address == null || !proven.emailVerified()) {
            return accounts.add(address, false, proven.name());
        }
        if (proven.hidden()) {
            boolean isFree = accounts.findVerified(address).isEmpty();
            return accounts.add(address, isFree, proven.name());
        }
        return ownerOf(address)
                .or(() -> claimed.takeOver(address, proven.name()))
                .orElseGet(() -> accounts.add(address, true, proven.name()));
    }

    /**
     * The same mailbox in another spelling is one account and not two, but whether both spellings
     * reach the same person is only their mail server's to know: the person has to come the way
     * they came before.
     */
    private Optional<Account> ownerOf(EmailAddress address) {
        Optional<Account> owner =
                accounts.findVerified(address).flatMap(found -> accounts.lock(found.id()));
        @Nullable String known = owner.map(Account::email).orElse(null);
        if (known != null && !known.equals(address.delivery())) {
            throw ErrorCode.EMAIL_TAKEN.because(
                    "There is an account with another spelling of this address. Please sign in the way you did before.");
        }
        return owner;
    }
}
