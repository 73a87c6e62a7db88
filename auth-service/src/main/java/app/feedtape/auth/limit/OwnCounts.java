package app.feedtape.auth.limit;

import app.feedtape.auth.account.Account;
import java.util.Set;

/**
 * Counts that a feature keeps of an account by itself, behind the gateways' buckets. Whoever is let
 * in by the gateway again must not be kept out by them.
 */
public interface OwnCounts {

    /**
     * Begins anew, within the transaction of the order.
     *
     * @param scopes as {@code LimitFact} names them
     */
    void clear(Account account, Set<String> scopes);
}
