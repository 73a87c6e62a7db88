package app.feedtape.billing.privacy;

import app.feedtape.billing.checkout.StripeCustomers;
import app.feedtape.billing.closing.StoreEndings;
import app.feedtape.billing.endpoint.EndpointRecords;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.rating.UsageRating;
import app.feedtape.events.Topic;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.messaging.privacy.AccountRecords;
import app.feedtape.messaging.privacy.ExportPart;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What this service keeps of an account: purchases, entitlement, usage. */
@Component
class BillingRecords implements AccountRecords {

    private static final String ENTITLEMENT =
            "select plan, status, source, trial_ends_at, valid_until from entitlement where payer_id = :account";

    private static final String PURCHASES =
            """
            select store, original_id, plan, status, started_at, current_period_start, current_period_end, cancel_at,
                trial_ends_at
            from purchase where payer_id = :account or account_id = :account order by started_at
            """;

    private static final String USAGE =
            "select day, characters, requests from usage_day where payer_id = :account order by day";

    private static final String API_CALLS =
            "select day, calls from api_call_day where payer_id = :account order by day";

    private static final String MONTHS =
            """
            select payer_id = account_id as own, month, engine, characters from rated_month
            where payer_id = :account or account_id = :account order by month, engine
            """;

    private static final String OVERRIDES =
            "select limit_name, amount, ends_at, recorded_at from limit_override where payer_id = :account order by id";

    private final JdbcClient jdbc;
    private final Purchases purchases;
    private final StripeCustomers customers;
    private final StoreEndings endings;
    private final EndpointRecords endpoints;
    private final Outbox outbox;
    private final UsageRating rating;

    BillingRecords(
            JdbcClient jdbc,
            Purchases purchases,
            StripeCustomers customers,
            StoreEndings endings,
            EndpointRecords endpoints,
            Outbox outbox,
            UsageRating rating) {
        this.jdbc = jdbc;
        this.purchases = purchases;
        this.customers = customers;
        this.endings = endings;
        this.endpoints = endpoints;
        this.outbox = outbox;
        this.rating = rating;
    }

    @Override
    public void close(UUID accountId) {
        endpoints.delete(accountId);
        Instant now = purchases.lock(accountId);
        purchases.list(accountId).stream()
                .filter(purchase -> purchase.givesAccessAt(now))
                .forEach(endings::orderSubscription);
        customers.find(accountId).ifPresent(customer -> endings.orderCustomer(customer, accountId));
    }

    /** Not while a store still charges: then nothing would be known of it any more. */
    @Override
    public boolean tryErase(UUID accountId) {
        if (endings.isOpen(accountId)) {
            return false;
        }
        endpoints.delete(accountId);
        rating.erase(accountId);
        jdbc.sql("select erase_payer(:account)")
                .param("account", accountId)
                .query((row, number) -> "")
                .single();
        outbox.erase(Topic.ENTITLEMENT, accountId.toString());
        return true;
    }

    @Override
    public ExportPart export(UUID accountId) {
        return ExportPart.of(
                Map.of(
                        "entitlement", rows(ENTITLEMENT, accountId),
                        "purchases", rows(PURCHASES, accountId),
                        "usage", rows(USAGE, accountId),
                        "webhooks", endpoints.export(accountId),
                        "api_calls", rows(API_CALLS, accountId),
                        "months", rows(MONTHS, accountId),
                        "limits", rows(OVERRIDES, accountId)));
    }

    private List<Map<String, Object>> rows(String sql, UUID accountId) {
        return jdbc.sql(sql).param("account", accountId).query().listOfRows();
    }
}
