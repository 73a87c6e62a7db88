package app.feedtape.auth.account;

import java.util.UUID;

/**
 * What somebody may have put into an account before anybody had proven its address: a password, a
 * second factor, a passkey, a linked provider, a key. Every package that keeps such a thing
 * contributes a bean; {@link Displacement} asks them all.
 */
public interface UnprovenClaims {

    /**
     * Removes all of it, in the transaction that proves the address and holds the account's lock.
     */
    void drop(UUID accountId);
}
