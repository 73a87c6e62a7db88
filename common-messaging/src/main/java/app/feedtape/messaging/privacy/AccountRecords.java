package app.feedtape.messaging.privacy;

import java.util.UUID;

/**
 * Everything a service keeps of an account. Each method may be asked again, also after it was done,
 * and for accounts the service has never heard of.
 */
public interface AccountRecords {

    /**
     * The account is deleted: what others could still reach of it, and what works on its behalf,
     * ends now. In the transaction that notes it; awaits nobody outside.
     */
    void close(UUID accountId);

    /**
     * Removes every row of the account, thirty days later. In a transaction, awaits nobody outside.
     *
     * @return false when something must be settled first: asked again later
     */
    boolean tryErase(UUID accountId);

    /** What the person may have of it: no secret, nothing of anybody else. In a transaction. */
    ExportPart export(UUID accountId);
}
