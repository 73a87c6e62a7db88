package app.feedtape.auth.limit;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.audit.Action;
import app.feedtape.events.LimitFact;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * An operator's word that what an account has spent of its rate limits does not count. Who counts
 * hears it as a fact and begins anew; nobody reaches into another's buckets. What this service
 * counts itself begins anew at once.
 */
@Service
class LimitClearing {

    private final Accounts accounts;
    private final LimitClearings clearings;
    private final List<OwnCounts> ownCounts;
    private final AuditTrail audit;
    private final Outbox outbox;

    LimitClearing(
            Accounts accounts,
            LimitClearings clearings,
            List<OwnCounts> ownCounts,
            AuditTrail audit,
            Outbox outbox) {
        this.accounts = accounts;
        this.clearings = clearings;
        this.ownCounts = ownCounts;
        this.audit = audit;
        this.outbox = outbox;
    }

    /** The scopes a request means: all when it names none, never a pattern. */
    static SortedSet<String> scopes(@Nullable List<@Nullable String> named) {
        if (named == null) {
            return new TreeSet<>(LimitFact.SCOPES);
        }
        if (named.isEmpty() || named.size() > LimitFact.SCOPES.size()) {
            throw Refusal.invalid("scopes", "Between 1 and %d.".formatted(LimitFact.SCOPES.size()));
        }
        SortedSet<String> scopes = new TreeSet<>();
        for (String scope : named) {
            if (scope == null || !LimitFact.SCOPES.contains(scope)) {
                throw Refusal.invalid(
                        "scopes",
                        "Known are " + String.join(", ", new TreeSet<>(LimitFact.SCOPES)));
            }
            scopes.add(scope);
        }
        return scopes;
    }

    @Transactional
    void clear(UUID account, SortedSet<String> scopes, Actor by, @Nullable String reason) {
        Account whose =
                accounts.lock(account)
                        .filter(found -> found.status() != Account.Status.DELETED)
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
        ownCounts.forEach(counts -> counts.clear(whose, scopes));
        var fact = clearings.clear(account, scopes);
        String what = String.join(", ", scopes);
        audit.record(
                by,
                Action.RATE_LIMITS_CLEARED,
                account,
                reason == null ? what : what + ": " + reason);
        outbox.publish(fact);
    }
}
