package app.feedtape.billing.checkout;

import app.feedtape.billing.stripe.StripePage;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Pay pages that were asked for. */
@Repository
public class Checkouts {

    private static final String FIND_OPEN =
            """
            select id, url from checkout
            where payer_id = :payer and plan = :plan and price_id = :price and success_url = :success
              and cancel_url = :cancel and state = 'open' and created_at > app_now() - interval '10 minutes'
            order by created_at desc limit 1
            """;

    private static final String ADD =
            """
            insert into checkout (id, payer_id, account_id, plan, price_id, success_url, cancel_url)
            values (:id, :payer, :account, :plan, :price, :success, :cancel)
            """;

    private final JdbcClient jdbc;

    Checkouts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What somebody wants to pay for. */
    record Wish(
            UUID payerId,
            UUID accountId,
            String plan,
            String priceId,
            String successUrl,
            String cancelUrl) {}

    /**
     * @param url null until the store has answered
     */
    record Open(UUID id, @Nullable String url) {}

    /** The same wish within ten minutes is the same page: a double click opens one. */
    Optional<Open> findOpen(Wish wish) {
        return bind(FIND_OPEN, wish)
                .query((row, number) ->
                        new Open(row.getObject("id", UUID.class), row.getString("url")))
                .optional();
    }

    Open add(UUID id, Wish wish) {
        bind(ADD, wish).param("id", id).param("account", wish.accountId()).update();
        return new Open(id, null);
    }

    void answer(UUID id, StripePage page) {
        jdbc.sql(
                        "update checkout set session_id = :session, url = :url where id = :id and session_id is null")
                .param("session", page.id())
                .param("url", page.url())
                .param("id", id)
                .update();
    }

    /** Something was bought: the pages that are still open are of no more use. */
    public void close(UUID payerId) {
        jdbc.sql("update checkout set state = 'closed' where payer_id = :payer and state = 'open'")
                .param("payer", payerId)
                .update();
    }

    private JdbcClient.StatementSpec bind(String sql, Wish wish) {
        return jdbc.sql(sql)
                .param("payer", wish.payerId())
                .param("plan", wish.plan())
                .param("price", wish.priceId())
                .param("success", wish.successUrl())
                .param("cancel", wish.cancelUrl());
    }
}
