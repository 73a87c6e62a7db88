package app.feedtape.auth.identity;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.Displacement;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.account.WaysIn;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Accounts that were made with an address that nobody had proven. When its owner comes they are
 * handed over, emptied of what the first one left (docs/decisions/0016).
 */
@Component
class ClaimedAddresses {

    private final Accounts accounts;
    private final Displacement displacement;
    private final IdentityClaims identities;
    private final List<WaysIn> ways;

    ClaimedAddresses(
            Accounts accounts,
            Displacement displacement,
            IdentityClaims identities,
            List<WaysIn> ways) {
        this.accounts = accounts;
        this.displacement = displacement;
        this.identities = identities;
        this.ways = ways;
    }

    /**
     * The oldest account that stands on this address and on nothing else, now the owner's; the
     * others lose what they had. Empty when there is none, or when somebody else proved the address
     * meanwhile.
     */
    Optional<Account> takeOver(EmailAddress address, @Nullable String name) {
        Optional<Account> taken = Optional.empty();
        for (UUID claimant : accounts.listClaimants(address)) {
            Account locked = accounts.lock(claimant).orElseThrow();
            if (locked.emailVerified() || !standsOnItsAddress(claimant)) {
                continue;
            }
            if (taken.isEmpty() && !accounts.handOver(claimant, address, name)) {
                return Optional.empty();
            }
            displacement.displace(claimant);
            taken = taken.or(() -> accounts.find(claimant));
        }
        return taken;
    }

    /**
     * An account that is opened by providers alone is whoever's the providers say; the address it
     * shows opens nothing.
     */
    private boolean standsOnItsAddress(UUID accountId) {
        return identities.count(accountId) == 0
                || ways.stream()
                        .filter(way -> way != identities)
                        .anyMatch(way -> way.count(accountId) > 0);
    }
}
