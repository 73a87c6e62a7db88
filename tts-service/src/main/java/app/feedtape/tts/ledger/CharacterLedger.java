package app.feedtape.tts.ledger;

import app.feedtape.tts.ledger.HoldResult.Held;
import app.feedtape.tts.ledger.HoldResult.OverQuota;
import app.feedtape.web.time.TimeOrderedIds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * hold -> commit, release. Every decision is one statement and its row count; this class only
 * orders them. Sum of commits = counter = sum of facts, at every commit of the database.
 *
 * <p>A crash at any line leaves a hold whose lease runs out after two minutes; it is then settled
 * by what was committed, which is what was stored.
 */
@Component
@Transactional
public class CharacterLedger {

    private final HoldStatement holds;
    private final CommitStatement commits;
    private final LedgerTables tables;
    private final LedgerViews views;
    private final PaidSegments paid;
    private final LedgerFacts facts;
    private final Thresholds thresholds;
    private final LostListenings listenings;
    private final TimeOrderedIds ids;

    CharacterLedger(
            HoldStatement holds,
            CommitStatement commits,
            LedgerTables tables,
            LedgerViews views,
            PaidSegments paid,
            LedgerFacts facts,
            Thresholds thresholds,
            LostListenings listenings,
            TimeOrderedIds ids) {
        this.holds = holds;
        this.commits = commits;
        this.tables = tables;
        this.views = views;
        this.paid = paid;
        this.facts = facts;
        this.thresholds = thresholds;
        this.listenings = listenings;
        this.ids = ids;
    }

    /** Which of these segments the payer has to pay for. */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public Set<SegmentKey> findUnpaid(UUID payerId, List<SegmentKey> segments) {
        return paid.unpaid(payerId, segments);
    }

    /** Sets characters aside for a listening, or says that the day has not so many. */
    public HoldResult hold(HoldOrder order) {
        return hold(ids.next(), order, 1);
    }

    /**
     * Keeps a hold that is being spent: its lease begins anew. When it was settled meanwhile, what
     * the order says is left is set aside again, on the day it is now; empty when the hold stands.
     *
     * @param nextId of the hold that follows, so that doing this twice takes nothing twice
     */
    public Optional<HoldResult> keep(UUID holdId, UUID nextId, HoldOrder left) {
        if (tables.renew(holdId).isPresent()) {
            return Optional.empty();
        }
        return tables.renew(nextId)
                .<HoldResult>map(
                        open -> new Held(nextId, open.day(), views.today(open.payerId()).spent()))
                .or(() -> Optional.of(hold(nextId, left, 0)));
    }

    /**
     * Keeps a hold for somebody who may be long in spending it and who will close it: its lease
     * does not end before. In the caller's transaction: the one that says who that is.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keepFor(UUID holdId, Duration atMost) {
        tables.keepFor(holdId, atMost);
    }

    /**
     * What is paid of a text that is to be spoken later stays paid at least so long, so that it
     * costs then what it was said to cost. In the caller's transaction, as above.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keepPaid(UUID payerId, List<SegmentKey> segments, Duration atLeast) {
        paid.keep(payerId, segments, atLeast);
    }

    /** Begins the lease of a hold anew; false when it is settled, and then nothing follows it. */
    public boolean tryRenew(UUID holdId) {
        return tables.renew(holdId).isPresent();
    }

    /** What these set aside is still being spent: their leases begin anew, as far as they stand. */
    public void keepOpen(List<UUID> holdIds) {
        tables.renewAll(holdIds);
    }

    private HoldResult hold(UUID holdId, HoldOrder order, int requests) {
        Optional<DayRow> day = holds.tryHold(holdId, ids.next(), order, requests);
        if (day.isEmpty()) {
            DayUsage today = views.today(order.payerId());
            Long limit = order.dailyLimit();
            return new OverQuota(
                    today.day(), today.spent(), today.held(), limit == null ? 0 : limit);
        }
        return new Held(holdId, day.get().day(), day.get().usage().spent());
    }

    /** Counts a listening that costs nothing. */
    public DayUsage countRequest(UUID payerId, UUID accountId) {
        DayRow day = tables.countRequest(payerId);
        facts.dayTotalled(accountId, day);
        return day.usage();
    }

    /**
     * Pays one delivered segment, in the caller's transaction: the one that records its stored
     * sound.
     *
     * @return false when the payer had paid for it meanwhile; nothing is booked then
     * @throws HoldLost when the hold's lease had run out
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryCommit(Commit commit) {
        UUID entryId = ids.next();
        CommitRow row =
                commits.commit(entryId, commit).orElseThrow(() -> new HoldLost(commit.holdId()));
        if (!row.paid()) {
            tables.renew(commit.holdId());
            return false;
        }
        if (!row.booked()) {
            throw new HoldLost(commit.holdId());
        }
        facts.booked(Entry.commit(entryId, row, commit), commit, row.day());
        thresholds.tell(row);
        return true;
    }

    /** Gives back what is left of a hold and closes it; settling twice changes nothing. */
    public void settle(UUID holdId, ReleaseReason reason) {
        tables.trySettle(holdId).ifPresent(hold -> release(hold, reason));
    }

    /**
     * Settles one hold whose lease has run out, and ends its listening; false when there is none.
     * One in a transaction: two instances with several each could wait for each other's days.
     */
    public boolean trySettleOneExpired() {
        Optional<HoldRow> expired = tables.trySettleOneExpired();
        expired.ifPresent(hold -> {
            release(hold, ReleaseReason.LEASE_EXPIRED);
            listenings.lost(hold.audioId());
        });
        return expired.isPresent();
    }

    /**
     * Settles before its time what was set aside for listenings whose maker has died, and ends
     * those. A maker that was only slow finds its hold settled and takes another.
     *
     * @param taken the one of them that somebody else goes on with
     * @return whether anything came back
     */
    public boolean trySettleAbandoned(UUID payerId, List<UUID> abandoned, UUID taken) {
        List<UUID> all = Stream.concat(Stream.of(taken), abandoned.stream()).toList();
        List<HoldRow> settled = tables.settleAbandoned(payerId, all);
        for (HoldRow hold : settled) {
            release(hold, ReleaseReason.LEASE_EXPIRED);
            if (!hold.audioId().equals(taken)) {
                listenings.lost(hold.audioId());
            }
        }
        return !settled.isEmpty();
    }

    private void release(HoldRow hold, ReleaseReason reason) {
        if (hold.released() == 0) {
            return;
        }
        DayRow day = tables.giveBack(hold);
        Entry entry = Entry.release(ids.next(), hold, reason);
        tables.append(entry);
        if (reason.isRefund()) {
            facts.usageRefunded(entry);
        }
        facts.dayTotalled(hold.accountId(), day);
    }

    /** The payer's day as it stands now, zero when nothing happened. */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public DayUsage today(UUID payerId) {
        return views.today(payerId);
    }

    /** The last {@code days} UTC days with anything on them, newest first. */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public List<DayUsage> history(UUID payerId, int days) {
        return views.history(payerId, days);
    }

    /** What a listening has cost so far, and whether that is final. */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public Receipt receipt(UUID audioId) {
        return views.receipt(audioId);
    }
}
