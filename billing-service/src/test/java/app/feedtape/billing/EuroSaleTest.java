package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A sale in another currency than dollars, from the catalogue to the revenue. */
class EuroSaleTest extends BillingTest {

    private static final String PRICE = "/internal/plans/pro/prices/stripe/EUR/year";
    private static final String BY_THE_YEAR =
            "{\"plan\":\"pro\",\"period\":\"year\",\"currency\":\"EUR\"}";

    private final UUID account = UUID.randomUUID();
    private final String token = BillingApi.listener(account);
    private final String admin = BillingApi.admin(UUID.randomUUID());

    @BeforeEach
    void isSoldInEuros() {
        order("\"store_price_id\": \"price_pro_yearly_eur\"", 0);
    }

    @AfterEach
    void isNotSoldInEuros() {
        order("\"active\": false", 1);
    }

    @Test
    void aSaleInEurosIsShownChargedToldAndReckonedInEuros() {
        assertThat(shown()).contains("stripe year EUR 18990");

        BillingApi.Answer page = api.post("/api/billing/checkout", token, BY_THE_YEAR);
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        STRIPE.pay(page.json().path("checkout_url").asString());
        awaitPlan(account, "pro");

        String subscription =
                STRIPE.get("/v1/subscriptions?customer=" + customer(account))
                        .at("/data/0/id")
                        .asString();
        assertThat(history(subscription)).isNotEmpty();
        JsonNode invoice = api.get("/api/billing/invoices", token).json().at("/items/0");
        assertThat(invoice.path("currency").asString()).isEqualTo("EUR");
        assertThat(invoice.path("amount_paid_minor").asLong()).isEqualTo(18_990);

        BillingApi.Answer preview = change("change-plan/preview", "enterprise", "month");
        assertThat(preview.status()).as("no price of it is in euros").isEqualTo(400);
        assertThat(change("change-plan", "enterprise", "month").status()).isEqualTo(400);

        reconcile();
        assertThat(revenue()).containsExactly("EUR 18990");
        STRIPE.cause("charge.refunded", subscription, ",\"amount\":990");
        reconcile();
        assertThat(revenue()).containsExactly("EUR 18000");
        assertThat(margins()).containsExactly("EUR 18000");
    }

    private void order(String member, int version) {
        BillingApi.Answer ordered =
                api.order(
                        "PUT",
                        PRICE,
                        admin,
                        "{\"amount_minor\": 18990, \"version\": %d, \"reason\": \"a test\", %s}"
                                .formatted(version, member));
        assertThat(ordered.status()).as(ordered.body()).isEqualTo(200);
    }

    private List<String> shown() {
        return api.get("/api/subscription/plans")
                .json()
                .path("plans")
                .valueStream()
                .filter(plan -> plan.path("name").asString().equals("pro"))
                .flatMap(plan -> plan.path("prices").valueStream())
                .map(price ->
                        "%s %s %s %d"
                                .formatted(
                                        price.path("store").asString(),
                                        price.path("period").asString(),
                                        price.path("currency").asString(),
                                        price.path("amount_minor").asInt()))
                .toList();
    }

    private BillingApi.Answer change(String path, String plan, String period) {
        return api.post(
                "/api/billing/" + path,
                token,
                "{\"plan\":\"%s\",\"period\":\"%s\"}".formatted(plan, period));
    }

    private List<String> revenue() {
        return jdbc.sql(
                        """
                        select currency || ' ' || sum(amount_minor) from revenue_entry where payer_id = ?
                        group by currency
                        """)
                .param(account)
                .query(String.class)
                .list();
    }

    /** What operators see of this payer: euros stand in a row of their own. */
    private List<String> margins() {
        String month = Instant.now().toString().substring(0, 7);
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    api.get(
                                    "/internal/margins?from=%s&to=%s&group_by=payer&limit=100%s"
                                            .formatted(month, month, cursor),
                                    admin)
                            .json();
            page.path("items")
                    .valueStream()
                    .filter(it -> it.path("key").asString().equals(account.toString()))
                    .map(it ->
                            it.path("currency").asString()
                                    + " "
                                    + it.path("revenue_minor").asLong())
                    .forEach(found::add);
            cursor = page.path("next_cursor").asString("");
            cursor = cursor.isEmpty() ? "" : "&cursor=" + cursor;
        } while (!cursor.isEmpty());
        return found;
    }

    /** A run that began after all this happened. */
    private void reconcile() {
        await().atMost(Duration.ofSeconds(60)).until(() -> running() == 0);
        api.order("POST", "/internal/reconciliations", admin, "");
        await().atMost(Duration.ofSeconds(60)).until(() -> running() == 0);
    }

    private long running() {
        return jdbc.sql("select count(*) from reconciliation_run where state = 'running'")
                .query(Long.class)
                .single();
    }
}
