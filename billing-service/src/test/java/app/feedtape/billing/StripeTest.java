package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.test.KafkaProbe;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StripeTest extends BillingTest {

    @Test
    void whoPaysOnStripesPageHasThePlanAndEverybodyHearsOfIt() {
        UUID account = UUID.randomUUID();
        try (KafkaProbe probe = KafkaProbe.fromBeginning("entitlement")) {
            STRIPE.pay(checkout(account, "pro"));
            EntitlementChanged fact =
                    probe.await(
                            EntitlementChanged.class,
                            it -> it.payerId().equals(account) && it.plan().equals("pro"));
            assertThat(fact.status()).isEqualTo("active");
            assertThat(fact.source()).isEqualTo("stripe");
        }
        JsonNode mine = api.get("/api/subscription/me", BillingApi.listener(account)).json();
        assertThat(mine.at("/subscription/status").asString()).isEqualTo("active");
        assertThat(mine.at("/subscription/current_period_end").asString()).isNotEmpty();
        assertThat(mine.at("/plan/limits/characters_per_day").asLong()).isEqualTo(200_000);
        String portal =
                api.post("/api/billing/portal", BillingApi.listener(account), "{}")
                        .json()
                        .path("portal_url")
                        .asString();
        assertThat(portal).startsWith("http");
    }

    /** faults.md B18. */
    @Test
    void twentyClicksAtOnceOpenOnePageForOneCustomer() {
        UUID account = UUID.randomUUID();
        Set<String> pages = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 20)
                    .forEach(n -> threads.submit(() -> pages.add(checkout(account, "pro"))));
        }
        assertThat(pages).hasSize(1);
        String customer =
                jdbc.sql("select customer_id from stripe_customer where payer_id = ?")
                        .param(account)
                        .query(String.class)
                        .single();
        assertThat(STRIPE.get("/v1/checkout/sessions?customer=" + customer).path("data"))
                .hasSize(1);
        long customers = 0;
        for (JsonNode one : STRIPE.get("/v1/customers?limit=100").path("data")) {
            customers +=
                    one.at("/metadata/payer_id").asString("").equals(account.toString()) ? 1 : 0;
        }
        assertThat(customers).isEqualTo(1);
    }

    @Test
    void ofSeveralPagesOnlyTheLastCanBePaidOnAndNoneOnceSomethingIsBought() {
        UUID account = UUID.randomUUID();
        String first = checkout(account, "pro");
        String last = checkout(account, "enterprise");
        assertThat(checkout(account, "enterprise")).isEqualTo(last);
        List<JsonNode> open = openPages(account);
        assertThat(open).extracting(page -> page.path("url").asString()).containsExactly(last);
        assertThat(
                        open.getFirst().path("expires_at").asLong()
                                - open.getFirst().path("created").asLong())
                .isBetween(1_800L, 1_980L);
        STRIPE.pay(first);
        STRIPE.post(
                "/v1/checkout/sessions",
                "mode=subscription&line_items[0][price]=price_pro_monthly&line_items[0][quantity]=1"
                        + "&success_url=http://localhost:8080/&customer="
                        + customer(account));
        assertThat(openPages(account)).hasSize(2);
        STRIPE.pay(last);
        awaitPlan(account, "enterprise");
        assertThat(openPages(account)).isEmpty();
        assertThat(STRIPE.get("/v1/subscriptions?customer=" + customer(account)).path("data"))
                .hasSize(1);
    }

    @Test
    void whoHasPaidIsSoldNothingMoreAlsoBeforeTheWebhookIsHere() {
        UUID account = UUID.randomUUID();
        String page = checkout(account, "pro");
        STRIPE.lose(true);
        STRIPE.pay(page);
        BillingApi.Answer second =
                api.post(
                        "/api/billing/checkout",
                        BillingApi.listener(account),
                        "{\"plan\":\"enterprise\"}");
        assertThat(second.status()).isEqualTo(409);
    }

    /** faults.md B24. */
    @Test
    void aRenewalNobodyHasToldOfIsReadFromStripeBeforeAnybodyIsCutOff() {
        UUID account = UUID.randomUUID();
        buy(account, "pro");
        loseRenewal(account);
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");
        await().until(() -> isRenewed(account));
        JsonNode renewed = api.entitlement(account);
        assertThat(renewed.path("plan").asString()).isEqualTo("pro");
        assertThat(Instant.parse(renewed.path("valid_until").asString()))
                .isAfter(Instant.now().plus(20, ChronoUnit.DAYS));
    }

    private List<JsonNode> openPages(UUID account) {
        return STRIPE.get("/v1/checkout/sessions?status=open&customer=" + customer(account))
                .path("data")
                .valueStream()
                .toList();
    }

    /** faults.md B19. */
    @Test
    void whoHasASubscriptionIsRefusedASecondOneAndToldWhereTheFirstIs() {
        UUID account = UUID.randomUUID();
        buy(account, "pro");
        BillingApi.Answer second =
                api.post(
                        "/api/billing/checkout",
                        BillingApi.listener(account),
                        "{\"plan\":\"enterprise\"}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().at("/error/details/source").asString()).isEqualTo("stripe");
        assertThat(second.json().at("/error/details/plan").asString()).isEqualTo("pro");
    }

    @Test
    void theSameIdempotencyKeyGivesTheSamePageAndAnotherBodyIsRefused() {
        UUID account = UUID.randomUUID();
        String token = BillingApi.listener(account);
        BillingApi.Answer first =
                api.post(
                        "/api/billing/checkout",
                        token,
                        "{\"plan\":\"pro\"}",
                        "Idempotency-Key",
                        "k1");
        BillingApi.Answer again =
                api.post(
                        "/api/billing/checkout",
                        token,
                        "{\"plan\":\"pro\"}",
                        "Idempotency-Key",
                        "k1");
        assertThat(first.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        BillingApi.Answer other =
                api.post(
                        "/api/billing/checkout",
                        token,
                        "{\"plan\":\"enterprise\"}",
                        "Idempotency-Key",
                        "k1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    /** faults.md B20. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"plan\":\"free\"}",
                "{\"plan\":\"price_pro_monthly\"}",
                "{\"plan\":\"\"}",
                "{\"plan\":\"pro\\u0000\"}",
                "{\"plan\":\"PRO\"}",
                "{}",
                "{\"plan\":\"pro\",\"success_url\":\"https://evil.example/\"}",
                "{\"plan\":\"pro\",\"success_url\":\"http://localhost:8080@evil.example/\"}",
                "{\"plan\":\"pro\",\"success_url\":\"http://localhost:8081/\"}",
                "{\"plan\":\"pro\",\"success_url\":\"https://localhost:8080/\"}",
                "{\"plan\":\"pro\",\"success_url\":\"//evil.example\"}",
                "{\"plan\":\"pro\",\"success_url\":\"javascript:alert(1)\"}",
                "{\"plan\":\"pro\",\"cancel_url\":\"http://localhost:8080.evil.example/\"}",
                "{\"plan\":\"pro\",\"cancel_url\":\"http:\\\\\\\\evil.example\"}",
                "{\"plan\":\"pro\",\"cancel_url\":\"feedtape://x@evil\"}"
            })
    void whatIsNotForSaleAndWhereNobodyMayBeSentIs400(String body) {
        assertThat(
                        api.post(
                                        "/api/billing/checkout",
                                        BillingApi.listener(UUID.randomUUID()),
                                        body)
                                .status())
                .isEqualTo(400);
    }

    @Test
    void aReturnToOurOwnOriginIsKept() {
        UUID account = UUID.randomUUID();
        BillingApi.Answer answer =
                api.post(
                        "/api/billing/checkout",
                        BillingApi.listener(account),
                        "{\"plan\":\"pro\",\"success_url\":\"http://localhost:8080/thanks?s={CHECKOUT_SESSION_ID}\"}");
        assertThat(answer.status()).isEqualTo(200);
        String customer =
                jdbc.sql("select customer_id from stripe_customer where payer_id = ?")
                        .param(account)
                        .query(String.class)
                        .single();
        assertThat(
                        STRIPE.get("/v1/checkout/sessions?customer=" + customer)
                                .at("/data/0/success_url")
                                .asString())
                .isEqualTo("http://localhost:8080/thanks?s={CHECKOUT_SESSION_ID}");
    }

    @Test
    void thePortalIs404ForWhoNeverBoughtAndSellingIsNobodysInAnothersName() {
        UUID account = UUID.randomUUID();
        assertThat(api.post("/api/billing/portal", BillingApi.listener(account), "{}").status())
                .isEqualTo(404);
        String impersonated =
                app.feedtape.test.TestIdentity.shared()
                        .accessToken()
                        .account(account)
                        .with("act", java.util.Map.of("sub", UUID.randomUUID().toString()))
                        .bearer();
        assertThat(api.post("/api/billing/checkout", impersonated, "{\"plan\":\"pro\"}").status())
                .isEqualTo(403);
    }

    /** faults.md B23. */
    @Test
    void whateverIsDoneAtStripeTheLastStateOfItsObjectIsOurs() {
        UUID account = UUID.randomUUID();
        String subscription = buy(account, "pro");
        STRIPE.post("/v1/subscriptions/" + subscription, "cancel_at_period_end=true");
        awaitStatus(account, "cancelled");
        JsonNode mine = api.get("/api/subscription/me", BillingApi.listener(account)).json();
        assertThat(mine.at("/subscription/cancel_at"))
                .isEqualTo(mine.at("/subscription/current_period_end"));
        STRIPE.post("/v1/subscriptions/" + subscription, "cancel_at_period_end=false");
        awaitStatus(account, "active");
        String item =
                STRIPE.get("/v1/subscriptions/" + subscription).at("/items/data/0/id").asString();
        STRIPE.post(
                "/v1/subscriptions/" + subscription,
                "items[0][id]=" + item + "&items[0][price]=price_enterprise_monthly");
        awaitPlan(account, "enterprise");
        STRIPE.cancelNow(subscription);
        awaitPlan(account, "free");
        assertThat(
                        api.post(
                                        "/api/billing/checkout",
                                        BillingApi.listener(account),
                                        "{\"plan\":\"pro\"}")
                                .status())
                .isEqualTo(200);
    }

    /** faults.md B21. */
    @Test
    void aFailedPaymentKeepsAccessUntilStripeGivesUpAndPayingRestoresItAtOnce() {
        UUID account = UUID.randomUUID();
        String subscription = buy(account, "pro");
        STRIPE.cause("invoice.payment_failed", subscription);
        awaitStatus(account, "past_due");
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");
        STRIPE.cause("invoice.paid", subscription);
        awaitStatus(account, "active");
        STRIPE.cause("invoice.payment_failed", subscription);
        awaitStatus(account, "past_due");
        STRIPE.cause("customer.subscription.deleted", subscription);
        awaitPlan(account, "free");
    }

    /** Product.md: a purchase in a second place never blocks; the best of them counts. */
    @Test
    void ofTwoPurchasesAtOnceTheBestCountsAndTheOtherIsStillThereAfterIt() {
        UUID account = UUID.randomUUID();
        buy(account, "pro");
        String grant = "{\"payer_id\":\"%s\",\"plan\":\"%s\",\"days\":5,\"reason\":\"t\"}";
        api.post(
                "/internal/grants",
                BillingApi.service("operator"),
                grant.formatted(account, "enterprise"));
        assertThat(api.entitlement(account).path("source").asString()).isEqualTo("grant");
        api.post(
                "/internal/grants",
                BillingApi.service("operator"),
                grant.formatted(account, "free"));
        assertThat(api.entitlement(account).path("source").asString()).isEqualTo("stripe");
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");
    }

    @Test
    void theSameEventsAgainInAnyOrderChangeNothing() {
        UUID account = UUID.randomUUID();
        buy(account, "pro");
        await().until(() -> settled());
        long version = api.entitlement(account).path("version").asLong();
        STRIPE.delivered()
                .reversed()
                .forEach(it ->
                        assertThat(api.webhook(it.body(), it.signature()).status()).isEqualTo(200));
        await().until(() -> settled());
        assertThat(api.entitlement(account).path("version").asLong()).isEqualTo(version);
    }

    private boolean settled() {
        return jdbc.sql("select count(*) from webhook_delivery where state = 'received'")
                        .query(Long.class)
                        .single()
                == 0;
    }
}
