package app.feedtape.auth.session;

import java.util.List;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends what has run out and forgets what ended a month ago; any number of instances may do it. */
@Component
class SessionCleaning {

    private final Sessions sessions;
    private final OverdueSessions overdue;

    SessionCleaning(Sessions sessions, OverdueSessions overdue) {
        this.sessions = sessions;
        this.overdue = overdue;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        endExpired();
        int forgotten;
        do {
            forgotten = overdue.forgetEnded();
        } while (forgotten == OverdueSessions.PORTION);
    }

    /** Each in a transaction of its own: whoever wants to sign in waits for one, not for all. */
    private void endExpired() {
        List<OverdueSessions.Over> portion;
        do {
            portion = overdue.listOver();
            portion.forEach(over -> sessions.end(over.id(), over.accountId(), EndReason.EXPIRED));
        } while (portion.size() == OverdueSessions.PORTION);
    }
}
