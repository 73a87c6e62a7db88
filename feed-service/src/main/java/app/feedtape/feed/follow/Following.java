package app.feedtape.feed.follow;

import app.feedtape.events.Entitlement;
import app.feedtape.feed.fetching.FeedUrl;
import app.feedtape.feed.fetching.Feeds;
import app.feedtape.feed.follow.AllowanceChange.Changes;
import app.feedtape.feed.follow.Allowances.Allowance;
import app.feedtape.feed.follow.FollowResult.AlreadyFollowed;
import app.feedtape.feed.follow.FollowResult.Followed;
import app.feedtape.feed.follow.FollowResult.IdTaken;
import app.feedtape.feed.follow.FollowResult.LimitReached;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Following, renaming and letting go. Whatever changes how many feeds a payer follows happens under
 * the lock of the payer's allowance, and in this order: payer, account, feed.
 */
@Service
class Following {

    private final Follows follows;
    private final Allowances allowances;
    private final AllowanceChange change;
    private final Feeds feeds;
    private final TransactionTemplate transaction;

    Following(
            Follows follows,
            Allowances allowances,
            AllowanceChange change,
            Feeds feeds,
            PlatformTransactionManager transactions) {
        this.follows = follows;
        this.allowances = allowances;
        this.change = change;
        this.feeds = feeds;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Who follows what under which id. */
    record Wish(UUID accountId, UUID id, FeedUrl url, @Nullable String title) {}

    /**
     * Follows a feed.
     *
     * @param entitlement of the payer, as it is now
     */
    FollowResult follow(Wish wish, Entitlement entitlement) {
        return Objects.requireNonNull(
                transaction.execute(status -> {
                    FollowResult result = followLocked(wish, entitlement);
                    if (!(result instanceof Followed)) {
                        status.setRollbackOnly();
                    }
                    return result;
                }));
    }

    private FollowResult followLocked(Wish wish, Entitlement entitlement) {
        UUID payerId = entitlement.payerId();
        Terms terms = lockAndUpdate(entitlement);
        UUID feedId = feeds.register(wish.url());
        if (!follows.tryAdd(wish.accountId(), wish.id(), payerId, feedId, wish.title())) {
            change.tell(payerId, terms.changes());
            return present(wish, feedId);
        }
        if (!allowances.tryTakePlace(payerId)) {
            return new LimitReached(
                    allowances.countFollows(payerId) - 1,
                    terms.limit() == null ? 0 : terms.limit());
        }
        change.tell(payerId, terms.changes().and(wish.accountId(), List.of(feedId)));
        return new Followed(follows.find(wish.accountId(), wish.id()).orElseThrow());
    }

    private FollowResult present(Wish wish, UUID feedId) {
        Optional<UUID> underThisId = follows.findFeed(wish.accountId(), wish.id());
        if (underThisId.isEmpty()) {
            return new AlreadyFollowed();
        }
        return underThisId.get().equals(feedId)
                ? new Followed(follows.find(wish.accountId(), wish.id()).orElseThrow())
                : new IdTaken();
    }

    /**
     * @param limit null when unlimited
     * @param changes that putting it in force has made
     */
    private record Terms(@Nullable Integer limit, Changes changes) {}

    /** The limit in force: this entitlement's, unless a newer one has been heard of meanwhile. */
    private Terms lockAndUpdate(Entitlement entitlement) {
        UUID payerId = entitlement.payerId();
        Integer limit = entitlement.limits().feeds();
        allowances.learn(payerId, entitlement.plan(), entitlement.version(), limit);
        Allowance known = allowances.lock(payerId).orElseThrow();
        if (known.entitlementVersion() > entitlement.version()) {
            return new Terms(known.limit(), Changes.NONE);
        }
        if (!Objects.equals(known.limit(), limit)
                || known.entitlementVersion() < entitlement.version()) {
            allowances.tryEntitle(payerId, entitlement.plan(), entitlement.version());
            return new Terms(limit, change.apply(payerId, limit));
        }
        return new Terms(limit, Changes.NONE);
    }

    /** False when the person has no such feed. */
    boolean tryRename(UUID accountId, UUID id, String title) {
        return follows.tryRename(accountId, id, title);
    }

    /**
     * Lets go of a feed; one that lay past the limit may take its place. False when the person has
     * no such feed.
     */
    boolean tryUnfollow(UUID accountId, UUID id) {
        return Boolean.TRUE.equals(
                transaction.execute(status -> unfollowLocked(accountId, id, status)));
    }

    private boolean unfollowLocked(UUID accountId, UUID id, TransactionStatus status) {
        Optional<UUID> payerId = follows.findPayer(accountId, id);
        Optional<Allowance> allowance = payerId.flatMap(allowances::lock);
        if (payerId.isEmpty() || allowance.isEmpty() || !follows.tryRemove(accountId, id)) {
            return false;
        }
        Changes changes = change.apply(payerId.get(), allowance.get().limit());
        change.tell(payerId.get(), changes.and(accountId, List.of()));
        return true;
    }
}
