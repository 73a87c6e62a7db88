package app.feedtape.auth.password;

import app.feedtape.auth.account.EmailAddress;
import app.feedtape.web.problem.Refusal;
import org.jspecify.annotations.Nullable;

/** The {@code email} member of a request. */
final class AddressMember {

    private AddressMember() {}

    /** One address; 400 for anything else, several of them included. */
    static EmailAddress parse(@Nullable String written) {
        if (written == null) {
            throw Refusal.invalid("email", "The e-mail address is missing.");
        }
        return EmailAddress.parse(written)
                .orElseThrow(() -> Refusal.invalid("email", "This is not an e-mail address."));
    }
}
