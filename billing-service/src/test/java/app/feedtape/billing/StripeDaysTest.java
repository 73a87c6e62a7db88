package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** faults.md B18, B19, B26: one page whatever Stripe answers, by the month and by the year. */
class StripeDaysTest extends BillingTest {

    private final UUID account = UUID.randomUUID();
    private final String token = BillingApi.listener(account);

    @AfterEach
    void heal() {
        STRIPE.heal();
    }

    private BillingApi.Answer checkout() {
        return api.post(
                "/api/billing/checkout",
                token,
                "{\"plan\":\"pro\"}",
                "Idempotency-Key",
                "the-same");
    }

    /** B26. */
    @ParameterizedTest
    @ValueSource(ints = {500, 429, 409})
    void whatStripeAnswersOnABadDayIs503AndTheSameKeyOpensOnePageLater(int status) {
        STRIPE.control(
                "/_faults",
                "{\"status\": %d, \"times\": 3, \"path\": \"/checkout\"}".formatted(status));
        BillingApi.Answer refused = checkout();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        STRIPE.heal();
        assertThat(checkout().status()).isEqualTo(200);
        assertThat(checkout().status()).isEqualTo(200);
        assertThat(STRIPE.get("/v1/checkout/sessions?customer=" + customer(account)).path("data"))
                .hasSize(1);
    }

    /** B26: who wants to pay, or to leave, is told when to come again. */
    @ParameterizedTest
    @ValueSource(ints = {500, 429, 409})
    void aPortalThatStripeDoesNotOpenIs503AndOpensWhenStripeIsBack(int status) {
        checkout();
        STRIPE.control(
                "/_faults",
                "{\"status\": %d, \"times\": 3, \"path\": \"/billing_portal\"}".formatted(status));
        BillingApi.Answer refused = api.post("/api/billing/portal", token, "{}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        STRIPE.heal();
        BillingApi.Answer opened = api.post("/api/billing/portal", token, "{}");
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.json().path("portal_url").asString()).startsWith("http");
    }

    /** B20: what it costs and how many is no wish of the caller's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"price\":\"price_enterprise_monthly\"",
                "\"price_id\":\"price_of_somebody\"",
                "\"unit_amount\":-1",
                "\"quantity\":0",
                "\"quantity\":-1",
                "\"quantity\":1000000000",
                "\"amount_minor\":1"
            })
    void whateverElseACallerNamesItIsTheCataloguesPriceOnce(String member) {
        String page =
                api.post("/api/billing/checkout", token, "{\"plan\":\"pro\"," + member + "}")
                        .json()
                        .path("checkout_url")
                        .asString();
        STRIPE.pay(page);
        awaitPlan(account, "pro");
        JsonNode sold = STRIPE.get("/v1/subscriptions?customer=" + customer(account));
        assertThat(sold.at("/data/0/items/data/0/price/id").asString())
                .isEqualTo("price_pro_monthly");
        assertThat(sold.at("/data/0/items/data/0/quantity").asInt()).isEqualTo(1);
        assertThat(sold.at("/data/0/currency").asString()).isEqualTo("usd");
    }

    /** B20: a price that Stripe has archived is not for sale; nobody is told to come again. */
    @Test
    void aPriceInAnotherCurrencyIsOnlyWhatTheCatalogueAndStripeBothSell() {
        String euros = "/internal/plans/pro/prices/stripe/EUR/month";
        assertThat(checkoutIn("EUR").status()).isEqualTo(400);
        order(euros, "\"store_price_id\": \"price_archived_%s\"".formatted(account), 0);
        try {
            BillingApi.Answer refused = checkoutIn("EUR");
            assertThat(refused.status()).as(refused.body()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("VALIDATION_FAILED");
            assertThat(refused.body()).contains("\"plan\"");
            for (String currency : new String[] {"JPY", "usd", "", "EURO"}) {
                assertThat(checkoutIn(currency).status()).as(currency).isEqualTo(400);
            }
            assertThat(
                            STRIPE.get("/v1/checkout/sessions?customer=" + customer(account))
                                    .path("data"))
                    .isEmpty();
        } finally {
            order(euros, "\"active\": false", 1);
        }
        assertThat(checkoutIn("USD").status()).isEqualTo(200);
    }

    private BillingApi.Answer checkoutIn(String currency) {
        return api.post(
                "/api/billing/checkout",
                token,
                "{\"plan\":\"pro\",\"currency\":\"%s\"}".formatted(currency));
    }

    private void order(String price, String member, int version) {
        BillingApi.Answer ordered =
                api.order(
                        "PUT",
                        price,
                        BillingApi.admin(UUID.randomUUID()),
                        "{\"amount_minor\": 1899, \"version\": %d, \"reason\": \"a test\", %s}"
                                .formatted(version, member));
        assertThat(ordered.status()).as(ordered.body()).isEqualTo(200);
    }

    /** B26: what fails once is tried again before anybody notices. */
    @Test
    void aSingleFailureIsNotNoticed() {
        STRIPE.control("/_faults", "{\"status\": 500, \"times\": 1, \"path\": \"/checkout\"}");
        assertThat(checkout().status()).isEqualTo(200);
    }

    @Test
    void aYearIsForSaleBesideTheMonthAndGivesTheSamePlan() {
        BillingApi.Answer page =
                api.post("/api/billing/checkout", token, "{\"plan\":\"pro\",\"period\":\"year\"}");
        STRIPE.pay(page.json().path("checkout_url").asString());
        awaitPlan(account, "pro");
        assertThat(
                        api.get("/api/billing/invoices", token)
                                .json()
                                .at("/items/0/amount_minor")
                                .asLong())
                .isEqualTo(19_990);
        assertThat(
                        api.post(
                                        "/api/billing/change-plan/preview",
                                        token,
                                        "{\"plan\":\"pro\",\"period\":\"month\"}")
                                .json()
                                .at("/now/amount_minor")
                                .asLong())
                .as("a month is less than what is left of the year")
                .isZero();
        String stranger = BillingApi.listener(UUID.randomUUID());
        for (String period : new String[] {"week", "", "YEAR"}) {
            assertThat(
                            api.post(
                                            "/api/billing/checkout",
                                            stranger,
                                            "{\"plan\":\"pro\",\"period\":\"%s\"}"
                                                    .formatted(period))
                                    .status())
                    .isEqualTo(400);
        }
        assertThat(
                        api.post(
                                        "/api/billing/checkout",
                                        stranger,
                                        "{\"plan\":\"enterprise\",\"period\":\"year\"}")
                                .status())
                .as("not offered before the store has an id for it")
                .isEqualTo(400);
    }

    /** B19. */
    @Test
    void whoHasASubscriptionInTheAppStoreIsToldSoAndSoldNothing() {
        api.entitlement(account);
        jdbc.sql(
                        """
                        insert into purchase (id, payer_id, account_id, store, original_id, plan, status, started_at,
                            current_period_start, current_period_end, read_at)
                        values (gen_random_uuid(), :account, :account, 'apple', :original, 'pro', 'active', now(),
                            now(), now() + interval '20 days', now())
                        """)
                .param("account", account)
                .param("original", "apple-" + account)
                .update();
        BillingApi.Answer refused = checkout();
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().at("/error/details/source").asString()).isEqualTo("apple");
    }
}
