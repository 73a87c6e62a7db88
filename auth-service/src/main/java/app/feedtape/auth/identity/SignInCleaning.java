package app.feedtape.auth.identity;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets sign-ins that nobody came back from, and messages that are too old to come again. */
@Component
class SignInCleaning {

    private final SignInAttempts attempts;
    private final SignInCodes codes;
    private final LinkCodes linkCodes;
    private final UsedMessages messages;

    SignInCleaning(
            SignInAttempts attempts,
            SignInCodes codes,
            LinkCodes linkCodes,
            UsedMessages messages) {
        this.attempts = attempts;
        this.codes = codes;
        this.linkCodes = linkCodes;
        this.messages = messages;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        attempts.forgetExpired();
        codes.forgetExpired();
        linkCodes.forgetExpired();
        messages.forgetExpired();
    }
}
