package app.feedtape.billing.purchase;

import app.feedtape.web.request.RequestContext;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Purchases and what they were before. Changes happen under the payer's row lock. */
@Repository
public class Purchases {

    private static final String MEET =
            "insert into payer (payer_id) values (:payer) on conflict do nothing";

    private static final String LOCK =
            "select payer_id from payer where payer_id = :payer for update";

    /**
     * A second statement, and the clock instead of the transaction's time: who has waited for the
     * lock must not be earlier than who held it.
     */
    private static final String NOW = "select app_now() + (clock_timestamp() - now()) as now";

    /** An older reading of the store, and one that says nothing new, change no row. */
    private static final String RECORD =
            """
            insert into purchase (id, payer_id, account_id, store, original_id, plan, status, started_at,
                current_period_start, current_period_end, cancel_at, trial_ends_at, grace_ends_at, reason, read_at)
            values (:id, :payer, :account, :store, :original, :plan, :status, :started,
                :periodStart, :periodEnd, :cancelAt, :trialEnds, :graceEnds, :reason, :readAt)
            on conflict on constraint purchase_original_unique do update set
                plan = excluded.plan, status = excluded.status, started_at = excluded.started_at,
                current_period_start = excluded.current_period_start,
                current_period_end = excluded.current_period_end, cancel_at = excluded.cancel_at,
                trial_ends_at = excluded.trial_ends_at, grace_ends_at = excluded.grace_ends_at,
                reason = excluded.reason, read_at = excluded.read_at,
                version = purchase.version + 1, changed_at = app_now(), asks = 0
            where purchase.read_at <= excluded.read_at and purchase.payer_id = excluded.payer_id
              and purchase.replaced_by is null
              and (purchase.plan, purchase.status, purchase.started_at, purchase.current_period_start,
                   purchase.current_period_end, purchase.cancel_at, purchase.trial_ends_at, purchase.grace_ends_at,
                   purchase.reason)
                  is distinct from
                  (excluded.plan, excluded.status, excluded.started_at, excluded.current_period_start,
                   excluded.current_period_end, excluded.cancel_at, excluded.trial_ends_at, excluded.grace_ends_at,
                   excluded.reason)
            """;

    /** The same again was read later: what was read in between must not replace it. */
    private static final String TOUCH =
            """
            update purchase set read_at = :readAt
            where store = :store and original_id = :original and read_at < :readAt
            """;

    private static final String REMEMBER =
            """
            insert into purchase_history (purchase_id, version, plan, status, content, cause, request_id)
            select id, version, plan, status, to_jsonb(purchase),
                case when store in ('stripe', 'apple', 'google') and reason is not null
                    then :cause || ': ' || reason else :cause end,
                :requestId
            from purchase where store = :store and original_id = :original
            """;

    private static final String REASON =
            "select reason from purchase where store = :store and original_id = :original and reason is not null";

    private static final String OWNER =
            "select payer_id, account_id from purchase where store = :store and original_id = :original";

    /** The row count decides of two who would take it over at once. */
    private static final String TRANSFER =
            """
            update purchase set payer_id = :payer, account_id = :account, version = version + 1, changed_at = app_now()
            where store = :store and original_id = :original and payer_id = :former
            """;

    private static final String IS_PSEUDONYM =
            "select exists (select 1 from payer where payer_id = :payer and pseudonym)";

    private static final String LIST =
            "select * from purchase where payer_id = :payer order by started_at, id";

    /**
     * A claim puts the next question off, longer each time, so that a store that does not answer is
     * not asked all the time, and an instance that dies leaves its questions to the others.
     */
    private static final String CLAIM_UNCONFIRMED =
            """
            update purchase set asks = asks + 1,
                ask_again_at = app_now() + least(interval '1 hour', interval '1 minute' * power(2, least(asks, 6)))
            where id in (select id from purchase
                         where store = any(:stores) and ask_again_at <= app_now()
                           and (status in ('trialing', 'active')
                                    and current_period_end <= app_now() - interval '3 days'
                                    and read_at < current_period_end + interval '3 days'
                                or status = 'past_due'
                                    and coalesce(grace_ends_at, current_period_end + interval '3 days') <= app_now()
                                    and read_at < coalesce(grace_ends_at, current_period_end + interval '3 days')
                                or status = 'cancelled' and cancel_at <= app_now() and read_at < cancel_at)
                         order by ask_again_at limit :limit for update skip locked)
            returning *
            """;

    private final JdbcClient jdbc;

    Purchases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Makes everybody else who would change this payer's purchases wait, and says what time it is.
     * The payer is made when it is not known.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Instant lock(UUID payerId) {
        jdbc.sql(MEET).param("payer", payerId).update();
        jdbc.sql(LOCK).param("payer", payerId).query(UUID.class).single();
        return now();
    }

    /** The database's time at this instant, which readings of a source are ordered by. */
    public Instant now() {
        return jdbc.sql(NOW)
                .query((row, number) -> row.getObject("now", OffsetDateTime.class).toInstant())
                .single();
    }

    /**
     * Writes down what a source says now; the payer must be locked.
     *
     * @param cause what made us look, for the history
     * @return false when nothing changed
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryRecord(Purchase purchase, String cause) {
        if (PurchaseRow.bind(jdbc.sql(RECORD), purchase).update() == 0) {
            touch(purchase);
            return false;
        }
        remember(purchase.source(), purchase.originalId(), cause);
        return true;
    }

    /**
     * Gives a purchase to somebody else; both payers must be locked.
     *
     * @return false when it is not the former's any more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryTransfer(Source source, String originalId, UUID former, Owner next) {
        int moved =
                jdbc.sql(TRANSFER)
                        .param("payer", next.payerId())
                        .param("account", next.accountId())
                        .param("store", source.word())
                        .param("original", originalId)
                        .param("former", former)
                        .update();
        if (moved == 1) {
            remember(source, originalId, "taken over from an account that is gone");
        }
        return moved == 1;
    }

    /**
     * Ends a purchase for good: another has taken its place, and nothing that is still said of it
     * counts any more.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryReplace(Purchase ended, String by) {
        boolean isNew = tryRecord(ended, "replaced by another purchase");
        jdbc.sql(
                        "update purchase set replaced_by = :by where store = :store and original_id = :original")
                .param("by", by)
                .param("store", ended.source().word())
                .param("original", ended.originalId())
                .update();
        return isNew;
    }

    private void remember(Source source, String originalId, String cause) {
        jdbc.sql(REMEMBER)
                .param("store", source.word())
                .param("original", originalId)
                .param("cause", cause)
                .param("requestId", RequestContext.current().requestId())
                .update();
    }

    private void touch(Purchase purchase) {
        jdbc.sql(TOUCH)
                .param("store", purchase.source().word())
                .param("original", purchase.originalId())
                .param("readAt", PurchaseRow.utc(purchase.readAt()))
                .update();
    }

    /** What is known of its payments, or why it was given, as it was written down last. */
    public Optional<String> findReason(Source source, String originalId) {
        return jdbc.sql(REASON)
                .param("store", source.word())
                .param("original", originalId)
                .query(String.class)
                .optional();
    }

    /** Everything the payer ever had, the oldest first. */
    public List<Purchase> list(UUID payerId) {
        return jdbc.sql(LIST).param("payer", payerId).query(PurchaseRow::read).list();
    }

    /** Whose it is, for good; empty when it was never written down. */
    public Optional<Owner> findOwner(Source source, String originalId) {
        return jdbc.sql(OWNER)
                .param("store", source.word())
                .param("original", originalId)
                .query(Owner.class)
                .optional();
    }

    /** When its store last said something new of it. */
    public Instant changedAt(Source source, String originalId) {
        return jdbc.sql(
                        "select changed_at from purchase where store = :store and original_id = :original")
                .param("store", source.word())
                .param("original", originalId)
                .query((row, number) ->
                        row.getObject("changed_at", OffsetDateTime.class).toInstant())
                .single();
    }

    /** Whether anything is known of this payer. */
    public boolean isPayer(UUID payerId) {
        return jdbc.sql("select exists (select 1 from payer where payer_id = :payer)")
                .param("payer", payerId)
                .query(Boolean.class)
                .single();
    }

    /** Whether it is the number that stands for a payer who was erased. */
    public boolean isPseudonym(UUID payerId) {
        return jdbc.sql(IS_PSEUDONYM).param("payer", payerId).query(Boolean.class).single();
    }

    /** Whether this was ever written down. */
    public boolean isKnown(Source source, String originalId) {
        return jdbc.sql(
                        "select exists (select 1 from purchase where store = :store and original_id = :original)")
                .param("store", source.word())
                .param("original", originalId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Takes purchases that are over by what their store said last, the renewal {@link
     * Purchase#RENEWAL_GRACE} overdue or the cancellation due, so that the store is asked; those
     * that were taken in vain come again after one minute, at last after one hour.
     *
     * @param stores those that can be asked
     */
    public List<Purchase> claimUnconfirmed(Collection<Source> stores, int limit) {
        return jdbc.sql(CLAIM_UNCONFIRMED)
                .param("stores", stores.stream().map(Source::word).toArray(String[]::new))
                .param("limit", limit)
                .query(PurchaseRow::read)
                .list();
    }
}
