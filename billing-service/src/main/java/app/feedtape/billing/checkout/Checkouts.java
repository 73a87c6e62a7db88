package app.feedtape.billing.checkout;

import app.feedtape.billing.stripe.StripePage;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Pay pages that were asked for. */
@Repository
public class Checkouts {

    /**
     * Half an hour, because Stripe lets a page be paid on a little longer. One that Stripe has not
     * answered yet is asked for again under the same key for a minute only: Stripe refuses an end
     * that is nearer than half an hour.
     */
    private static final String FIND_OPEN =
            """
            select id, url, created_at from checkout
            where payer_id = :payer and plan = :plan and price_id = :price and success_url = :success
              and cancel_url = :cancel and trial_days = :trialDays and state = 'open'
              and created_at > app_now() - case when url is null then interval '1 minute' else interval '30 minutes' end
            order by created_at desc limit 1
            """;

    private static final String ADD =
            """
            insert into checkout (id, payer_id, account_id, plan, price_id, success_url, cancel_url, trial_days, created_at)
            values (:id, :payer, :account, :plan, :price, :success, :cancel, :trialDays, :now)
            """;

    private static final String ANSWER =
            """
            update checkout set session_id = :session, url = :url
            where id = :id and state = 'open' and (session_id is null or session_id = :session)
            """;

    private static final String CLOSE =
            "update checkout set state = 'closed' where payer_id = :payer and state = 'open' returning id";

    private final JdbcClient jdbc;

    Checkouts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What somebody wants to pay for.
     *
     * @param trialDays how many are free before the first payment
     */
    record Wish(
            UUID payerId,
            UUID accountId,
            String plan,
            String priceId,
            String successUrl,
            String cancelUrl,
            int trialDays) {}

    /**
     * @param url null until the store has answered
     */
    record Open(UUID id, @Nullable String url, Instant askedAt) {}

    /** The same wish within half an hour is the same page: a double click opens one. */
    Optional<Open> findOpen(Wish wish) {
        return bind(FIND_OPEN, wish)
                .query((row, number) ->
                        new Open(
                                row.getObject("id", UUID.class),
                                row.getString("url"),
                                row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    Open add(UUID id, Wish wish, Instant now) {
        bind(ADD, wish)
                .param("id", id)
                .param("account", wish.accountId())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return new Open(id, null, now);
    }

    /**
     * @return false when the checkout was closed while Stripe made the page, which must not be
     *     handed out then
     */
    boolean tryAnswer(UUID id, StripePage page) {
        return jdbc.sql(ANSWER)
                        .param("session", page.id())
                        .param("url", page.url())
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Those for which Stripe has made a page that may still be paid on. */
    Set<UUID> open(UUID payerId) {
        return Set.copyOf(
                jdbc.sql(
                                "select id from checkout where payer_id = :payer and state = 'open' and session_id is not null")
                        .param("payer", payerId)
                        .query(UUID.class)
                        .list());
    }

    /**
     * The pages that are still open are of no more use: something was bought, or something else is
     * wanted.
     *
     * @return which those were
     */
    public List<UUID> close(UUID payerId) {
        return jdbc.sql(CLOSE).param("payer", payerId).query(UUID.class).list();
    }

    private JdbcClient.StatementSpec bind(String sql, Wish wish) {
        return jdbc.sql(sql)
                .param("payer", wish.payerId())
                .param("plan", wish.plan())
                .param("price", wish.priceId())
                .param("success", wish.successUrl())
                .param("cancel", wish.cancelUrl())
                .param("trialDays", wish.trialDays());
    }
}
