package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.TestIdentity;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What a payer changes about a subscription that runs. Every answer is felt by the next request.
 */
class ChangeTest extends BillingTest {

    private static final String ENTERPRISE = "{\"plan\":\"enterprise\"}";

    private final UUID account = UUID.randomUUID();
    private final String token = BillingApi.listener(account);

    private BillingApi.Answer post(String path, String body, String... headers) {
        return api.post("/api/billing/" + path, token, body, headers);
    }

    private JsonNode mine() {
        return api.get("/api/subscription/me", token).json();
    }

    @Test
    void cancellingKeepsThePaidPeriodAndResumingLetsItGoOn() {
        buy(account, "pro");
        STRIPE.lose(true);
        for (int time = 0; time < 2; time++) {
            BillingApi.Answer cancelled = post("cancel", "");
            assertThat(cancelled.status()).isEqualTo(200);
            assertThat(cancelled.json().at("/subscription/status").asString())
                    .isEqualTo("cancelled");
        }
        assertThat(mine().at("/subscription/cancel_at"))
                .isEqualTo(mine().at("/subscription/current_period_end"));
        assertThat(api.entitlement(account).path("status").asString()).isEqualTo("cancelled");
        assertThat(post("change-plan", ENTERPRISE).status()).isEqualTo(409);
        for (int time = 0; time < 2; time++) {
            assertThat(post("resume", "").json().at("/subscription/status").asString())
                    .isEqualTo("active");
        }
        assertThat(mine().at("/subscription/cancel_at").isNull()).isTrue();
    }

    @Test
    void moreIsChargedAtOnceAsThePreviewSaidAndFeltByTheNextRequest() {
        buy(account, "pro");
        STRIPE.lose(true);
        JsonNode preview = post("change-plan/preview", ENTERPRISE).json();
        assertThat(preview.at("/now/lines")).hasSize(2);
        assertThat(preview.at("/now/lines/0/amount_minor").asLong()).isNegative();
        assertThat(preview.at("/next/amount_minor").asLong()).isEqualTo(9_999);
        assertThat(mine().at("/plan/name").asString()).isEqualTo("pro");

        BillingApi.Answer changed =
                post(
                        "change-plan",
                        "{\"plan\":\"enterprise\",\"as_of\":\"%s\"}"
                                .formatted(preview.path("as_of").asString()));

        assertThat(changed.json().at("/plan/name").asString()).isEqualTo("enterprise");
        assertThat(mine().at("/plan/limits/characters_per_day").asLong()).isEqualTo(2_000_000);
        JsonNode invoices = api.get("/api/billing/invoices", token).json();
        assertThat(invoices.at("/items/0/amount_paid_minor"))
                .isEqualTo(preview.at("/now/amount_minor"));
    }

    /** Else what somebody had for days could be paid for as if it had been had for an hour less. */
    @Test
    void aPreviewFromBeforeTheLastChangeIsAPreviewOfSomethingElse() {
        buy(account, "pro");
        String asOf = post("change-plan/preview", ENTERPRISE).json().path("as_of").asString();
        jdbc.sql(
                        "update purchase set changed_at = app_now() + interval '2 seconds' where payer_id = ?")
                .param(account)
                .update();
        BillingApi.Answer refused =
                post("change-plan", "{\"plan\":\"enterprise\",\"as_of\":\"%s\"}".formatted(asOf));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(mine().at("/plan/name").asString()).isEqualTo("pro");
    }

    @Test
    void lessIsCreditedOnTheNextInvoiceAndNothingIsChargedNow() {
        buy(account, "enterprise");
        JsonNode preview = post("change-plan/preview", "{\"plan\":\"pro\"}").json();
        assertThat(preview.at("/now/amount_minor").asLong()).isZero();
        assertThat(preview.at("/next/amount_minor").asLong()).isZero();
        assertThat(preview.at("/next/lines")).hasSize(3);
        assertThat(post("change-plan", "{\"plan\":\"pro\"}").status()).isEqualTo(200);
        assertThat(mine().at("/plan/name").asString()).isEqualTo("pro");
        assertThat(api.get("/api/billing/invoices", token).json().path("items")).hasSize(1);
        assertThat(
                        post("change-plan/preview", "{\"plan\":\"pro\"}")
                                .json()
                                .path("changes")
                                .asBoolean())
                .isFalse();
    }

    /**
     * A lower plan by the year: its period begins anew, so it is paid for now, less what is left.
     */
    @Test
    void anotherPeriodIsPaidForAtOnceAlsoWithALowerPlan() {
        buy(account, "enterprise");
        String proByTheYear = "{\"plan\":\"pro\",\"period\":\"year\"}";
        JsonNode preview = post("change-plan/preview", proByTheYear).json();
        assertThat(preview.at("/now/amount_minor").asLong()).isBetween(9_900L, 10_100L);
        assertThat(post("change-plan", proByTheYear).status()).isEqualTo(200);
        assertThat(mine().at("/plan/name").asString()).isEqualTo("pro");
        JsonNode invoices = api.get("/api/billing/invoices", token).json().path("items");
        assertThat(invoices).hasSize(2);
        assertThat(invoices.at("/0/amount_paid_minor").asLong()).isBetween(9_900L, 10_100L);
    }

    @Test
    void theSameKeyChargesOnceAndSoDoTenClicksWithoutOne() {
        buy(account, "pro");
        assertThat(
                        IntStream.range(0, 2)
                                .mapToObj(n ->
                                        post(
                                                "change-plan",
                                                ENTERPRISE,
                                                "Idempotency-Key",
                                                "change-1"))
                                .map(BillingApi.Answer::body)
                                .distinct())
                .hasSize(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 10)
                    .forEach(n -> threads.submit(() -> post("change-plan", ENTERPRISE)));
        }
        assertThat(api.get("/api/billing/invoices", token).json().path("items")).hasSize(2);
        assertThat(
                        post("change-plan", "{\"plan\":\"pro\"}", "Idempotency-Key", "change-1")
                                .status())
                .isEqualTo(422);
    }

    /** Stripe keeps a failure under the key it came with, and gives it again for a day. */
    @Test
    void whereStripeHasFailedTheSameKeySucceedsLaterAndChargesOnce() {
        String subscription = buy(account, "pro");
        STRIPE.control(
                "/_faults",
                "{\"status\":500,\"times\":2,\"kept\":true,\"path\":\"/subscriptions/%s\"}"
                        .formatted(subscription));
        String[] key = {"Idempotency-Key", "change-on-a-bad-day"};
        try {
            for (int failure = 0; failure < 2; failure++) {
                assertThat(post("change-plan", ENTERPRISE, key).status()).isEqualTo(503);
                assertThat(mine().at("/plan/name").asString()).isEqualTo("pro");
            }
            BillingApi.Answer changed = post("change-plan", ENTERPRISE, key);
            assertThat(changed.status()).as(changed.body()).isEqualTo(200);
            assertThat(post("change-plan", ENTERPRISE, key).body()).isEqualTo(changed.body());
        } finally {
            STRIPE.heal();
        }
        assertThat(mine().at("/plan/name").asString()).isEqualTo("enterprise");
        assertThat(api.get("/api/billing/invoices", token).json().path("items")).hasSize(2);
    }

    @Test
    void aPaymentThatDoesNotGoThroughChangesNothing() {
        STRIPE.pay(checkout(account, "pro"), "4000002760003184");
        awaitPlan(account, "pro");
        BillingApi.Answer refused = post("change-plan", ENTERPRISE);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().at("/error/details/reason").asString())
                .isEqualTo("subscription_payment_intent_requires_action");
        assertThat(mine().at("/plan/name").asString()).isEqualTo("pro");
    }

    @Test
    void whatIsNotForSaleAndWhatIsTooOldIs400() {
        buy(account, "pro");
        for (String body :
                List.of(
                        "{\"plan\":\"free\"}",
                        "{\"plan\":\"nothing\"}",
                        "{\"plan\":\"pro\",\"period\":\"week\"}",
                        "{\"plan\":\"enterprise\",\"as_of\":\"2020-01-01T00:00:00Z\"}",
                        "{\"plan\":\"enterprise\",\"as_of\":\"2120-01-01T00:00:00Z\"}",
                        "{}")) {
            assertThat(post("change-plan", body).status()).as(body).isEqualTo(400);
            assertThat(post("change-plan/preview", body).status()).as(body).isEqualTo(400);
        }
    }

    @Test
    void whoBoughtElsewhereIsToldWhereAndWhoBoughtNothingIs404() {
        for (String path : List.of("cancel", "resume")) {
            assertThat(post(path, "").status()).isEqualTo(404);
        }
        assertThat(post("change-plan", ENTERPRISE).status()).isEqualTo(404);
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
        BillingApi.Answer elsewhere = post("cancel", "");
        assertThat(elsewhere.status()).isEqualTo(409);
        assertThat(elsewhere.json().at("/error/details/source").asString()).isEqualTo("apple");
        assertThat(elsewhere.json().at("/error/details/manage_url").asString())
                .isEqualTo("https://apps.apple.com/account/subscriptions");
    }

    @Test
    void nobodyChangesWhatIsSomebodyElses() {
        buy(account, "pro");
        String impersonated =
                TestIdentity.shared()
                        .accessToken()
                        .account(account)
                        .with("act", Map.of("sub", UUID.randomUUID().toString()))
                        .bearer();
        for (String path : List.of("cancel", "resume")) {
            assertThat(api.post("/api/billing/" + path, impersonated, "").status()).isEqualTo(403);
        }
        assertThat(api.post("/api/billing/change-plan", impersonated, ENTERPRISE).status())
                .isEqualTo(403);
    }

    /** faults.md B27. */
    @Test
    void invoicesArePagedAndNobodySeesAnothers() {
        String subscription = buy(account, "pro");
        assertThat(post("change-plan", ENTERPRISE).status()).isEqualTo(200);
        JsonNode first = api.get("/api/billing/invoices?limit=1", token).json();
        assertThat(first.at("/items/0/currency").asString()).isEqualTo("USD");
        assertThat(first.at("/items/0/status").asString()).isEqualTo("paid");
        assertThat(first.at("/items/0/paid_at").asString()).isNotEmpty();
        assertThat(first.at("/items/0/hosted_url").asString()).startsWith("http");
        String cursor = first.path("next_cursor").asString();
        JsonNode second = api.get("/api/billing/invoices?limit=1&cursor=" + cursor, token).json();
        assertThat(second.at("/items/0/amount_minor").asLong()).isEqualTo(1_999);
        assertThat(second.path("next_cursor").isNull()).isTrue();

        String stranger = BillingApi.listener(UUID.randomUUID());
        String at = "/api/billing/invoices";
        assertThat(api.get(at, stranger).json().path("items")).isEmpty();
        assertThat(api.get(at + "?cursor=" + cursor, stranger).status()).isEqualTo(400);
        assertThat(api.get(at + "?customer=" + customer(account), stranger).json().path("items"))
                .isEmpty();
        for (String path : List.of("cancel", "change-plan", "portal")) {
            String body =
                    "{\"plan\":\"enterprise\",\"subscription\":\"%s\",\"customer\":\"%s\"}"
                            .formatted(subscription, customer(account));
            assertThat(api.post("/api/billing/" + path, stranger, body).status())
                    .as(path)
                    .isEqualTo(404);
        }
    }
}
