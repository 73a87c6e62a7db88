package app.feedtape.auth.key;

import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EndsWithAccount;
import app.feedtape.auth.account.UnprovenClaims;
import app.feedtape.auth.audit.Action;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Ends keys: one by its owner, all when the account goes or was somebody else's before. */
@Service
class KeyRevocation implements EndsWithAccount, UnprovenClaims {

    private final ApiKeys keys;
    private final Accounts accounts;
    private final AuditTrail audit;

    KeyRevocation(ApiKeys keys, Accounts accounts, AuditTrail audit) {
        this.keys = keys;
        this.accounts = accounts;
        this.audit = audit;
    }

    /** Ends a key, also one that is over already; 404 for anybody else's. */
    @Transactional
    public void revoke(UUID id, UUID accountId) {
        accounts.lock(accountId);
        ApiKey key = keys.find(id, accountId).orElseThrow(KeyIssue::nothing);
        if (keys.revoke(id, accountId)) {
            audit.record(
                    Actor.account(accountId), Action.KEY_REVOKED, accountId, key.description());
        }
    }

    @Override
    public void end(UUID accountId) {
        revokeAll(accountId);
    }

    @Override
    public void drop(UUID accountId) {
        revokeAll(accountId);
    }

    private void revokeAll(UUID accountId) {
        for (ApiKey key : keys.list(accountId)) {
            if (keys.revoke(key.id(), accountId)) {
                audit.record(Actor.SYSTEM, Action.KEY_REVOKED, accountId, key.description());
            }
        }
    }
}
