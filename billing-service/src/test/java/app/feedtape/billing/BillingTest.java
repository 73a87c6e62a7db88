package app.feedtape.billing;

import static org.awaitility.Awaitility.await;

import app.feedtape.test.FeedTapeServiceTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The service with the local Stripe behind it. */
@FeedTapeServiceTest
public abstract class BillingTest {

    static final StripeWorld STRIPE = StripeWorld.SHARED;
    static final AppStoreWorld APP_STORE = new AppStoreWorld(STRIPE);
    static final PlayWorld PLAY = new PlayWorld(STRIPE);

    @LocalServerPort private int port;
    @Autowired JdbcClient jdbc;
    BillingApi api;

    @DynamicPropertySource
    static void stripe(DynamicPropertyRegistry registry) {
        registry.add(
                "FEEDTAPE_WEBHOOK_SEALING_SECRET",
                () -> "owqbcFcizMOjPGvboSjO9/QMiZy22CxO7bT2GkoqAJk=");
        registry.add("FEEDTAPE_WEBHOOKS_TO_THIS_MACHINE", () -> "true");
        registry.add("STRIPE_API_KEY", () -> StripeWorld.API_KEY);
        registry.add("STRIPE_API_BASE", STRIPE::apiBase);
        registry.add(
                "STRIPE_WEBHOOK_SECRET",
                () -> StripeWorld.WEBHOOK_SECRET + ",whsec_the_former_one");
        registry.add(
                "STRIPE_PRICES",
                () ->
                        "pro=price_pro_monthly,enterprise=price_enterprise_monthly,pro:year=price_pro_yearly");
        AppStoreWorld.SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
        registry.add("APP_STORE_PRIVATE_KEY", AppStoreWorld::privateKey);
        registry.add("APP_STORE_API_BASE", APP_STORE::apiBase);
        registry.add("APP_STORE_ROOT_FILE", AppStoreWorld::rootFile);
        registry.add("APP_STORE_PRODUCTS", () -> AppStoreWorld.PRODUCTS);
        PlayWorld.SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
        registry.add("PLAY_SERVICE_ACCOUNT", PlayWorld::serviceAccount);
        registry.add("PLAY_API_BASE", PLAY::base);
        registry.add("PLAY_TOKEN_URL", () -> PLAY.base() + "/token");
        registry.add("PLAY_KEYS_URL", () -> PLAY.base() + "/certs");
        registry.add("PLAY_PRODUCTS", () -> PlayWorld.PRODUCTS);
    }

    @BeforeEach
    void connect() {
        api = new BillingApi(port);
        STRIPE.deliverTo(port);
    }

    /** Opens the pay page for a plan. */
    String checkout(UUID account, String plan) {
        BillingApi.Answer answer =
                api.post(
                        "/api/billing/checkout",
                        BillingApi.listener(account),
                        "{\"plan\":\"%s\"}".formatted(plan));
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " " + answer.body());
        }
        return answer.json().path("checkout_url").asString();
    }

    /** Buys a plan and waits until it is felt; answers Stripe's id of the subscription. */
    String buy(UUID account, String plan) {
        STRIPE.pay(checkout(account, plan));
        awaitPlan(account, plan);
        return jdbc.sql("select original_id from purchase where payer_id = ? and store = 'stripe'")
                .param(account)
                .query(String.class)
                .single();
    }

    /** Somebody pays, and the notifications of that are lost. */
    protected PaidPage payUnheard(String plan) {
        UUID account = UUID.randomUUID();
        String page = checkout(account, plan);
        STRIPE.lose(true);
        STRIPE.pay(page);
        return new PaidPage(
                account,
                STRIPE.get("/v1/subscriptions?customer=" + customer(account))
                        .at("/data/0/id")
                        .asString());
    }

    protected String planOf(UUID account) {
        return api.entitlement(account).path("plan").asString();
    }

    /** Tells the service of an event as Stripe does; answers the status. */
    protected int signed(String event) {
        return api.signed(event).status();
    }

    void awaitPlan(UUID account, String plan) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> api.entitlement(account).path("plan").asString(), plan::equals);
    }

    String customer(UUID account) {
        return jdbc.sql("select customer_id from stripe_customer where payer_id = ?")
                .param(account)
                .query(String.class)
                .single();
    }

    /** What made us write down what we have of a subscription, the oldest first. */
    List<String> history(String subscription) {
        return jdbc.sql(
                        """
                        select h.status || coalesce(' (' || (h.content ->> 'reason') || ')', '')
                        from purchase_history h join purchase p on p.id = h.purchase_id
                        where p.original_id = ? order by h.version
                        """)
                .param(subscription)
                .query(String.class)
                .list();
    }

    /** As if the renewal's webhook had been lost, and the days of grace were over. */
    void loseRenewal(UUID account) {
        jdbc.sql(
                        """
                        update purchase set current_period_start = app_now() - interval '40 days',
                            current_period_end = app_now() - interval '4 days', read_at = app_now() - interval '5 days'
                        where payer_id = ? and store = 'stripe'
                        """)
                .param(account)
                .update();
        jdbc.sql("update entitlement set valid_until = app_now() where payer_id = ?")
                .param(account)
                .update();
    }

    /** Whether the paid period that is written down goes on. */
    boolean isRenewed(UUID account) {
        return jdbc.sql(
                        "select current_period_end > app_now() from purchase where payer_id = ? and store = 'stripe'")
                .param(account)
                .query(Boolean.class)
                .single();
    }

    void awaitStatus(UUID account, String status) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> api.entitlement(account).path("status").asString(), status::equals);
    }
}
