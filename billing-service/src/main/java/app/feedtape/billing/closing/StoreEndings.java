package app.feedtape.billing.closing;

import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.store.Stores;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.messaging.privacy.ClosedAccounts;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Subscriptions to cancel and pay pages to end, until the store has done it. */
@Repository
public class StoreEndings {

    private static final String ORDER =
            """
            insert into store_ending (store, kind, target, payer_id) values (:store, :kind, :target, :payer)
            on conflict on constraint store_ending_once do nothing
            """;

    /**
     * It comes again after a pause that grows to an hour, until it is settled. What is next is said
     * first and once: a plan may run a subquery several times, and each would lock another row.
     */
    private static final String TAKE =
            """
            with next as materialized (
                select store, kind, target from store_ending where next_try_at <= app_now()
                order by next_try_at limit 1 for update skip locked)
            update store_ending set attempts = attempts + 1, next_try_at = app_now()
                + least(interval '1 hour', interval '10 seconds' * power(2, least(attempts, 10)))
                    * (0.75 + random() * 0.5)
            from next
            where store_ending.store = next.store and store_ending.kind = next.kind
              and store_ending.target = next.target
            returning store_ending.store, store_ending.kind, store_ending.target, payer_id, attempts
            """;

    private static final String SETTLE =
            "delete from store_ending where store = :store and kind = :kind and target = :target";

    private static final String IS_OPEN =
            "select exists (select 1 from store_ending where payer_id = :payer)";

    private final JdbcClient jdbc;
    private final ClosedAccounts closed;
    private final Stores stores;
    private final Outbox outbox;

    StoreEndings(JdbcClient jdbc, ClosedAccounts closed, Stores stores, Outbox outbox) {
        this.jdbc = jdbc;
        this.closed = closed;
        this.stores = stores;
        this.outbox = outbox;
    }

    /**
     * Something to end.
     *
     * @param store its word
     * @param kind {@code subscription}, {@code pages} that could still be paid on, {@code customer}
     *     for all that one has, or {@code acknowledgement}
     * @param target the store's id of the subscription or of the customer
     */
    public record Ending(String store, String kind, String target, UUID payerId, int attempts) {

        public Source source() {
            return Source.of(store);
        }

        @Override
        public String toString() {
            return kind + " " + new StoreReference(source(), target);
        }
    }

    /**
     * A purchase that runs is to end now: a job tells the store, and of a store that only the buyer
     * can tell, the buyer is told.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void orderSubscription(Purchase purchase) {
        if (stores.findEnding(purchase.source()).isPresent()) {
            order(purchase.source(), "subscription", purchase.originalId(), purchase.payerId());
        } else if (purchase.source().isStore()) {
            outbox.publish(
                    new NotificationRequested(
                            purchase.accountId(),
                            "store_subscription_left",
                            Map.of("store", purchase.source().storeName()),
                            "store_subscription_left " + purchase.id()));
        }
    }

    /** The store is told that the buyer has it, by a job: it pays back otherwise. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void orderAcknowledgement(Purchase purchase) {
        order(purchase.source(), "acknowledgement", purchase.originalId(), purchase.payerId());
    }

    /** Nobody may pay on a page of this customer of Stripe's any more. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void orderPages(String customerId, UUID payerId) {
        order(Source.STRIPE, "pages", customerId, payerId);
    }

    /** Nothing may be taken from this customer of Stripe's any more, and nothing be bought. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void orderCustomer(String customerId, UUID payerId) {
        order(Source.STRIPE, "customer", customerId, payerId);
    }

    /** Whether what this payer buys is to end; ask before locking the payer. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isWanted(UUID payerId) {
        return closed.isClosed(payerId);
    }

    private void order(Source store, String kind, String target, UUID payerId) {
        jdbc.sql(ORDER)
                .param("store", store.word())
                .param("kind", kind)
                .param("target", target)
                .param("payer", payerId)
                .update();
    }

    /** The next one that is due; no other instance gets it. */
    public Optional<Ending> take() {
        return jdbc.sql(TAKE).query(Ending.class).optional();
    }

    public void settle(Ending ending) {
        jdbc.sql(SETTLE)
                .param("store", ending.store())
                .param("kind", ending.kind())
                .param("target", ending.target())
                .update();
    }

    /** Whether a store has not done everything for this payer yet. */
    public boolean isOpen(UUID payerId) {
        return jdbc.sql(IS_OPEN).param("payer", payerId).query(Boolean.class).single();
    }
}
