package app.feedtape.auth.refresh;

import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Session;
import app.feedtape.auth.session.Sessions;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A copy of a refresh token was used: its session ends, and the person is told. */
@Service
class Reuse {

    private static final Logger LOG = LoggerFactory.getLogger(Reuse.class);

    private final Sessions sessions;
    private final Mails mails;
    private final AuditTrail audit;

    Reuse(Sessions sessions, Mails mails, AuditTrail audit) {
        this.sessions = sessions;
        this.mails = mails;
        this.audit = audit;
    }

    @Transactional
    void end(PresentedToken presented) {
        if (!sessions.end(presented.sessionId(), presented.accountId(), EndReason.REUSE)) {
            return;
        }
        LOG.warn(
                "Refresh token {} of session {} came back when {} was the newest",
                presented.generation(),
                presented.sessionId(),
                presented.newest());
        audit.record(
                Actor.SYSTEM,
                Action.REFRESH_REUSED,
                presented.accountId(),
                "session %s: generation %d when %d was the newest"
                        .formatted(
                                presented.sessionId(), presented.generation(), presented.newest()));
        String device =
                sessions.find(presented.sessionId(), presented.accountId())
                        .map(Session::device)
                        .map(known -> known.userAgent().isBlank() ? "unknown" : known.userAgent())
                        .orElse("unknown");
        mails.request(
                presented.accountId(),
                "session_reused",
                Map.of("device", device, "at", presented.now().toString()),
                "session_reused:" + presented.sessionId());
    }
}
