package app.feedtape.auth.session;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the password again where an open session alone is not enough; answered by the feature
 * that keeps passwords.
 */
@FunctionalInterface
public interface CurrentPassword {

    /**
     * Lets a person pass who has no password or gives the right one. Counts like a sign-in.
     *
     * @param password as it came in, null when none did
     * @throws app.feedtape.web.problem.Refusal 401 INVALID_CREDENTIALS; 429 RATE_LIMITED
     */
    void require(UUID accountId, @Nullable String password);
}
