package app.feedtape.auth.life;

import app.feedtape.auth.session.CurrentPassword;
import app.feedtape.auth.session.FreshProof;
import app.feedtape.web.token.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Nobody deletes an account with a session that they merely found open. */
@Component
class DeletionProof {

    private final FreshProof fresh;
    private final ObjectProvider<CurrentPassword> passwords;

    DeletionProof(FreshProof fresh, ObjectProvider<CurrentPassword> passwords) {
        this.fresh = fresh;
        this.passwords = passwords;
    }

    /** A second factor or a sign-in shown lately, and the password when there is one. */
    void require(Caller caller, @Nullable String password) {
        fresh.requireRecent(caller);
        passwords.forEach(kept -> kept.require(caller.accountId(), password));
    }
}
