package app.feedtape.auth.account;

import java.util.UUID;

/**
 * One kind of way into an account: a password, a passkey, a provider. Every package that has one
 * contributes a bean, so that nobody takes the last way away without knowing of the others.
 */
public interface WaysIn {

    /**
     * How many of this kind open the account now. Asked in the transaction that holds the account's
     * lock, after the change.
     */
    int count(UUID accountId);
}
