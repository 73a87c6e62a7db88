package app.feedtape.billing.checkout;

import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.stripe.StripeStore;
import app.feedtape.web.problem.Refusal;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Which Stripe customer is which payer; one for each. */
@Repository
public class StripeCustomers {

    /** Stripe answers a failure of its own again for a day under the same key. */
    private static final String ANOTHER_KEY =
            """
            update stripe_customer set idempotency_key = uuidv7()
            where payer_id = :payer and idempotency_key = :key and customer_id is null
            """;

    private final JdbcClient jdbc;
    private final Purchases purchases;
    private final StripeStore stripe;
    private final TransactionTemplate transaction;

    StripeCustomers(
            JdbcClient jdbc,
            Purchases purchases,
            StripeStore stripe,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.purchases = purchases;
        this.stripe = stripe;
        this.transaction = transaction;
    }

    private record Row(UUID key, @Nullable String customerId) {}

    /** Whose customer this is. */
    public Optional<UUID> findPayer(String customerId) {
        return jdbc.sql("select payer_id from stripe_customer where customer_id = :customer")
                .param("customer", customerId)
                .query(UUID.class)
                .optional();
    }

    /** The payer's customer, if it has one. */
    public Optional<String> find(UUID payerId) {
        return jdbc.sql(
                        "select customer_id from stripe_customer where payer_id = :payer and customer_id is not null")
                .param("payer", payerId)
                .query(String.class)
                .optional();
    }

    /** The payer's customer, made once: no connection is held while Stripe makes it. */
    String getOrCreate(UUID payerId, UUID accountId) {
        Row row = transaction.execute(status -> reserve(payerId));
        if (row == null) {
            throw new IllegalStateException("No row for the customer of " + payerId);
        }
        if (row.customerId() != null) {
            return row.customerId();
        }
        String customerId = create(row.key(), payerId, accountId);
        jdbc.sql(
                        "update stripe_customer set customer_id = :customer where payer_id = :payer and customer_id is null")
                .param("customer", customerId)
                .param("payer", payerId)
                .update();
        return find(payerId).orElseThrow();
    }

    private String create(UUID key, UUID payerId, UUID accountId) {
        try {
            return stripe.createCustomer(key, payerId, accountId);
        } catch (Refusal failed) {
            if (StripeStore.isKept(failed)) {
                jdbc.sql(ANOTHER_KEY).param("payer", payerId).param("key", key).update();
            }
            throw failed;
        }
    }

    private Row reserve(UUID payerId) {
        purchases.lock(payerId);
        jdbc.sql("insert into stripe_customer (payer_id) values (:payer) on conflict do nothing")
                .param("payer", payerId)
                .update();
        return jdbc.sql(
                        "select idempotency_key, customer_id from stripe_customer where payer_id = :payer")
                .param("payer", payerId)
                .query((row, number) ->
                        new Row(
                                row.getObject("idempotency_key", UUID.class),
                                row.getString("customer_id")))
                .single();
    }
}
