package app.feedtape.auth.account;

import java.util.UUID;

/**
 * What ends when a person deletes their account. Every package that keeps something of it
 * contributes a bean; account deletion asks them all.
 */
public interface EndsWithAccount {

    /**
     * Lets go of all of it, in the transaction that marks the account as deleted and holds its
     * lock. Whoever outside has to be told is told later by a job, never from here.
     */
    void end(UUID accountId);
}
