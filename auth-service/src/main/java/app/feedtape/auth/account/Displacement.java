package app.feedtape.auth.account;

import app.feedtape.auth.audit.Action;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Sessions;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The owner of an address has come to an account that somebody else may have made with it. Whatever
 * was put there before the proof could be a stranger's way back in, so all of it goes.
 */
@Component
public class Displacement {

    private final Sessions sessions;
    private final AuditTrail audit;
    private final List<UnprovenClaims> claims;

    Displacement(Sessions sessions, AuditTrail audit, List<UnprovenClaims> claims) {
        this.sessions = sessions;
        this.audit = audit;
        this.claims = claims;
    }

    /**
     * Call it with the account locked, before the owner's own proof is added: every session ends
     * and every {@link UnprovenClaims} is dropped.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void displace(UUID accountId) {
        audit.record(Actor.SYSTEM, Action.CLAIMS_DISPLACED, accountId, null);
        sessions.endAll(accountId, EndReason.DISPLACED);
        claims.forEach(claim -> claim.drop(accountId));
    }
}
