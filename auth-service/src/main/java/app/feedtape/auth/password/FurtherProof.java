package app.feedtape.auth.password;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.session.Device;
import java.util.Optional;
import java.util.UUID;

/**
 * What a person may have to prove beside their password; implemented by who keeps second factors.
 */
public interface FurtherProof {

    /**
     * Asked in the transaction of a sign-in whose password was right, with the account locked.
     *
     * @return the challenge the person has to meet before a session begins; empty when they need
     *     prove nothing more
     */
    Optional<String> challenge(Account account, Device device);

    /** The password is another one: sign-ins that began with the old one are over. */
    void forget(UUID accountId);
}
