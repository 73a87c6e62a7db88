package app.feedtape.billing.checkout;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Payments of which something was given back or is disputed. Only subscriptions with such a payment
 * cost Stripe's further calls when they are read.
 */
@Repository
public class ReturnedPayments {

    private static final String NOTICE =
            """
            insert into stripe_returned_payment (payment_id, subscription_id) values (:payment, :subscription)
            on conflict (payment_id) do nothing
            """;

    private static final String HAS =
            "select exists (select 1 from stripe_returned_payment where subscription_id = :subscription)";

    private static final String UNKNOWN =
            """
            select payment from unnest(:payments::text[]) as payment
            where not exists (select 1 from stripe_returned_payment where payment_id = payment)
            """;

    private final JdbcClient jdbc;

    ReturnedPayments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void notice(String payment, String subscription) {
        jdbc.sql(NOTICE).param("payment", payment).param("subscription", subscription).update();
    }

    boolean has(String subscription) {
        return jdbc.sql(HAS).param("subscription", subscription).query(Boolean.class).single();
    }

    /** Those that nobody has told us of. */
    public List<String> unknown(List<String> payments) {
        return jdbc.sql(UNKNOWN)
                .param("payments", payments.toArray(String[]::new))
                .query(String.class)
                .list();
    }
}
