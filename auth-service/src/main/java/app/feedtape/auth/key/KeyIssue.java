package app.feedtape.auth.key;

import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Mails;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeySecret;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Gives out secrets of API keys: for a new key, or in place of the one before. */
@Service
class KeyIssue {

    /** More programs than anybody runs; one that is not used can be revoked. */
    static final int MOST_PER_ACCOUNT = 20;

    private final ApiKeys keys;
    private final Accounts accounts;
    private final AuditTrail audit;
    private final Mails mails;

    KeyIssue(ApiKeys keys, Accounts accounts, AuditTrail audit, Mails mails) {
        this.keys = keys;
        this.accounts = accounts;
        this.audit = audit;
        this.mails = mails;
    }

    /** A key with the only copy of its secret. */
    record Issued(ApiKey key, KeySecret secret) {}

    @Transactional(propagation = Propagation.MANDATORY)
    public Issued create(Caller caller, KeyPlan plan) {
        accounts.lock(caller.accountId());
        if (keys.countLiving(caller.accountId()) >= MOST_PER_ACCOUNT) {
            throw ErrorCode.CONFLICT
                    .because(
                            "You have %d API keys already. Revoke one you do not use."
                                    .formatted(MOST_PER_ACCOUNT))
                    .with("limit", MOST_PER_ACCOUNT);
        }
        KeySecret secret = KeySecret.make();
        ApiKey key = keys.add(caller.accountId(), caller.token().organizationId(), plan, secret);
        note(caller, Action.KEY_CREATED, key);
        mails.request(
                key.accountId(),
                "key_created",
                Map.of("key", key.name(), "at", key.createdAt().toString()),
                "key_created:" + key.id());
        return new Issued(key, secret);
    }

    /**
     * @param overlap how long the secret before goes on
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Issued rotate(Caller caller, UUID id, Duration overlap) {
        accounts.lock(caller.accountId());
        keys.find(id, caller.accountId())
                .filter(key -> key.revokedAt() == null)
                .orElseThrow(KeyIssue::nothing);
        KeySecret secret = KeySecret.make();
        ApiKey key =
                keys.rotate(id, caller.accountId(), secret, overlap)
                        .orElseThrow(() ->
                                ErrorCode.CONFLICT.because(
                                        "This key has expired. Make a new one."));
        note(caller, Action.KEY_ROTATED, key);
        return new Issued(key, secret);
    }

    private void note(Caller caller, Action action, ApiKey key) {
        audit.record(Actor.account(caller.accountId()), action, key.accountId(), key.description());
    }

    static Refusal nothing() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }
}
