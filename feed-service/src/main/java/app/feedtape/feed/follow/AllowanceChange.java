package app.feedtape.feed.follow;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.feed.fetching.Feeds;
import app.feedtape.feed.follow.Allowances.Moved;
import app.feedtape.feed.follow.Allowances.Terms;
import app.feedtape.messaging.privacy.ClosedAccounts;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What a changed limit means for the follows there are: those past it stay listed and are no longer
 * refreshed, those back within it are refreshed at once. Nothing is ever deleted for it. Runs in
 * its caller's transaction, which changes one payer only: payers are never waited for with feeds
 * locked.
 */
@Service
class AllowanceChange {

    /** Until the plan is known nothing is promised. */
    private static final int NOTHING_YET = 0;

    private final Allowances allowances;
    private final FollowCounts counts;
    private final Feeds feeds;
    private final ClosedAccounts closed;

    AllowanceChange(
            Allowances allowances, FollowCounts counts, Feeds feeds, ClosedAccounts closed) {
        this.allowances = allowances;
        this.counts = counts;
        this.feeds = feeds;
        this.closed = closed;
    }

    /** A payer may do more or less than before; one whose account is deleted may do nothing. */
    void entitled(EntitlementChanged fact) {
        UUID payerId = fact.payerId();
        if (closed.isClosed(payerId)) {
            return;
        }
        allowances.learn(payerId, fact.plan(), fact.version(), NOTHING_YET);
        allowances.lock(payerId);
        if (allowances.tryEntitle(payerId, fact.plan(), fact.version())) {
            allowances.override(payerId, fact.overrides().feeds(), fact.version());
            resolve(payerId);
        }
    }

    /** A payer's plan may include more or less than when its limit was put in force. */
    void catchUp(UUID payerId) {
        if (closed.isClosed(payerId)) {
            return;
        }
        allowances.lock(payerId);
        resolve(payerId);
    }

    private void resolve(UUID payerId) {
        Terms terms = allowances.findTerms(payerId).orElseThrow();
        if (terms.feedsOverride() != null) {
            tell(payerId, apply(payerId, terms.feedsOverride()));
            return;
        }
        // A plan not heard of yet leaves the limit as it is until its own fact arrives.
        allowances
                .findLimitOfPlan(terms.plan())
                .ifPresent(limit -> tell(payerId, apply(payerId, limit.orElse(null))));
    }

    /**
     * Puts a limit in force; the payer's allowance is locked by the caller, who {@link #tell}s what
     * comes of it together with changes of its own.
     */
    Changes apply(UUID payerId, @Nullable Integer limit) {
        List<Moved> moved = allowances.sortOut(payerId, limit);
        return new Changes(
                moved.stream().map(Moved::accountId).toList(),
                moved.stream().filter(follow -> !follow.overLimit()).map(Moved::feedId).toList());
    }

    /**
     * Tells the new counts and has feeds refreshed, once and at the end of a transaction. Each
     * count is a locked row, and two payers may share accounts: all of a transaction's are locked
     * in one order, accounts before feeds.
     */
    void tell(UUID payerId, Changes changes) {
        changes.accounts().stream()
                .distinct()
                .sorted()
                .forEach(account -> counts.publish(account, payerId));
        List<UUID> wanted = changes.wantedFeeds().stream().distinct().sorted().toList();
        if (!wanted.isEmpty()) {
            feeds.want(wanted);
        }
    }

    /** Accounts whose follows changed, and feeds that somebody waits for. */
    record Changes(List<UUID> accounts, List<UUID> wantedFeeds) {
        static final Changes NONE = new Changes(List.of(), List.of());

        Changes and(UUID account, List<UUID> feeds) {
            return new Changes(
                    Stream.concat(accounts.stream(), Stream.of(account)).toList(),
                    Stream.concat(wantedFeeds.stream(), feeds.stream()).toList());
        }
    }
}
