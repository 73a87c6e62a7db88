package app.feedtape.feed.follow;

import app.feedtape.events.Entitlement;
import app.feedtape.feed.fetching.FeedUrl;
import app.feedtape.feed.fetching.Feeds;
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
    private final FollowCounts counts;
    private final Feeds feeds;
    private final TransactionTemplate transaction;

    Following(
            Follows follows,
            Allowances allowances,
            AllowanceChange change,
            FollowCounts counts,
            Feeds feeds,
            PlatformTransactionManager transactions) {
        this.follows = follows;
        this.allowances = allowances;
        this.change = change;
        this.counts = counts;
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
        Integer limit = lockAndUpdate(entitlement);
        UUID feedId = feeds.register(wish.url());
        if (!follows.tryAdd(wish.accountId(), wish.id(), payerId, feedId, wish.title())) {
            return present(wish, feedId);
        }
        if (!allowances.tryTakePlace(payerId)) {
            return new LimitReached(
                    allowances.countFollows(payerId) - 1, limit == null ? 0 : limit);
        }
        counts.publish(wish.accountId(), payerId);
        feeds.want(List.of(feedId));
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

    /** The limit in force: this entitlement's, unless a newer one has been heard of meanwhile. */
    private @Nullable Integer lockAndUpdate(Entitlement entitlement) {
        UUID payerId = entitlement.payerId();
        Integer limit = entitlement.limits().feeds();
        allowances.learn(payerId, entitlement.plan(), entitlement.version(), limit);
        Allowance known = allowances.lock(payerId).orElseThrow();
        if (known.entitlementVersion() > entitlement.version()) {
            return known.limit();
        }
        if (!Objects.equals(known.limit(), limit)
                || known.entitlementVersion() < entitlement.version()) {
            allowances.tryEntitle(payerId, entitlement.plan(), entitlement.version());
            change.apply(payerId, limit);
        }
        return limit;
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
        counts.publish(accountId, payerId.get());
        change.apply(payerId.get(), allowance.get().limit());
        return true;
    }
}
