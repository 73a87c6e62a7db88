package app.feedtape.auth.password;

import app.feedtape.auth.account.EndsWithAccount;
import app.feedtape.auth.account.UnprovenClaims;
import app.feedtape.auth.account.WaysIn;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The password as one of an account's ways in: it counts, it is dropped, it ends. */
@Component
class PasswordOfAccount implements WaysIn, UnprovenClaims, EndsWithAccount {

    private final Passwords passwords;
    private final MailProofs proofs;

    PasswordOfAccount(Passwords passwords, MailProofs proofs) {
        this.passwords = passwords;
        this.proofs = proofs;
    }

    @Override
    public int count(UUID accountId) {
        return passwords.find(accountId).isPresent() ? 1 : 0;
    }

    /** What is on its way by mail could become a stranger's way back in, too. */
    @Override
    public void drop(UUID accountId) {
        end(accountId);
    }

    @Override
    public void end(UUID accountId) {
        passwords.remove(accountId);
        proofs.removeAll(accountId);
    }
}
