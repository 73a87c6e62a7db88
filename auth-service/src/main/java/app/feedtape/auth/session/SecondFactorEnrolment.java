package app.feedtape.auth.session;

import java.util.UUID;

/** Whose account asks for a second factor; said by the feature that keeps second factors. */
@FunctionalInterface
public interface SecondFactorEnrolment {

    /** Whether a confirmed second factor stands. */
    boolean isEnrolled(UUID accountId);
}
