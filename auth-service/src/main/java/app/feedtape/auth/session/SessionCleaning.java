package app.feedtape.auth.session;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends what has run out and forgets what ended a month ago; any number of instances may do it. */
@Component
class SessionCleaning {

    private final Sessions sessions;

    SessionCleaning(Sessions sessions) {
        this.sessions = sessions;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        sessions.endExpired();
        sessions.forgetEnded();
    }
}
