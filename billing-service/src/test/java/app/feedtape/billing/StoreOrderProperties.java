package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.test.context.TestContextManager;
import tools.jackson.databind.JsonNode;

/**
 * Whatever happens at the stores, at all three at once: told late, in any order, again and again,
 * also under new ids, it ends as it does when everything is told once and in its order; and what
 * was written down on the way folds to what is there.
 */
class StoreOrderProperties extends BillingTest {

    private static final int SAMPLE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(StoreOrderProperties.class);

    /** The lives after the first of each try are drawn by the seed alone. */
    private static final int TURNS = Boolean.getBoolean("feedtape.test.full") ? 25 : 1;

    /** Of two that end within moments of each other either may be the source. */
    private static final String SNAPSHOT =
            """
            select p.store || ' ' || p.plan || ' ' || p.status || ' ' || coalesce(p.reason, '-')
                || case when p.cancel_at is null then '' else ' cancels' end
                || case when p.grace_ends_at is null then '' else ' in grace' end
            from purchase p where p.payer_id = :payer
            union all
            select 'entitlement ' || plan || case when twins > 1 then ' of either' else ' ' || status || ' ' || source end
            from (select e.*, (select count(*) from purchase p join purchase own on own.id = e.source_purchase_id
                    where p.payer_id = e.payer_id and p.plan = own.plan and p.status <> 'expired'
                      and abs(extract(epoch from p.current_period_end - own.current_period_end)) < 300) as twins
                from entitlement e where e.payer_id = :payer) mine
            order by 1
            """;

    /**
     * One row for every version, none that says the same as the one before, the last what is there.
     */
    private static final String UNFOLDED =
            """
            select p.id || ' version ' || p.version || ' by ' || h.number || ' rows'
            from purchase p cross join lateral (
                select count(*) as number, count(*) filter (where said = said_before) as repeated,
                    (array_agg(said order by version desc))[1] as last
                from (select version, said, lag(said) over (order by version) as said_before
                      from (select version, content - 'version' - 'read_at' - 'changed_at' - 'asks' - 'ask_again_at' as said
                            from purchase_history where purchase_id = p.id) one) two) h
            where p.payer_id = :payer
              and (h.number <> p.version or h.repeated > 0
                   or h.last <> to_jsonb(p) - 'version' - 'read_at' - 'changed_at' - 'asks' - 'ask_again_at')
            """;

    private static final String UNSETTLED =
            """
            select count(*) from webhook_delivery
            where event_id = any(:events) and state not in ('applied', 'ignored')
            """;

    private static final AtomicInteger LIVES = new AtomicInteger();
    private static final AtomicInteger TOLD = new AtomicInteger();

    enum Action {
        FAILURE,
        RECOVERY,
        CANCELLATION,
        RESUMPTION,
        UPGRADE,
        DOWNGRADE,
        YEARLY,
        RENEWAL,
        REFUND_IN_PART,
        DISPUTE,
        DISPUTE_WON,
        PHONE,
        PHONE_FAILURE,
        PHONE_CANCELLATION,
        PHONE_UPGRADE,
        PHONE_REFUND,
        PHONE_REFUND_REVERSED,
        PHONE_OVER,
        THIRD_STORE,
        THIRD_STORE_FAILURE,
        THIRD_STORE_OVER
    }

    /** Nothing happens to a subscription after this, whenever we hear of it. */
    enum End {
        GOES_ON,
        REFUND,
        DISPUTE_LOST,
        DELETED
    }

    @BeforeTry
    void inTheServiceUnderTest() throws Exception {
        new TestContextManager(StoreOrderProperties.class).prepareTestInstance(this);
        connect();
    }

    @Provide
    Arbitrary<List<Action>> lives() {
        return Arbitraries.of(Action.class).list().ofMinSize(1).ofMaxSize(8);
    }

    @Property(tries = SAMPLE, seed = "20261121")
    void orderRepetitionAndDelayChangeNothing(
            @ForAll("lives") List<Action> drawn, @ForAll End lastly, @ForAll long seed) {
        List<Action> life = drawn;
        End end = lastly;
        for (int turn = 0; turn < TURNS; turn++) {
            Random chance = new Random(seed + turn);
            List<String> inOrder = new Life(new Random(0), false).live(life, end);
            List<String> anyhow = new Life(chance, true).live(life, end);
            assertThat(anyhow).as("%s %s, order by %d", life, end, seed + turn).isEqualTo(inOrder);
            life =
                    chance.ints(8, 0, Action.values().length)
                            .mapToObj(at -> Action.values()[at])
                            .toList();
            end = End.values()[chance.nextInt(End.values().length)];
        }
        LOG.info("{} lives so far, {} notifications told", LIVES, TOLD);
    }

    /** One payer's, told of in one way. */
    private final class Life {

        private final UUID payer = UUID.randomUUID();
        private final Random chance;
        private final boolean anyhow;
        private final List<String> told = new ArrayList<>();
        private final List<News> untold = new ArrayList<>();
        private String subscription = "";
        private String onPhone = "";
        private String token = "";
        private String newest = "";

        Life(Random chance, boolean anyhow) {
            this.chance = chance;
            this.anyhow = anyhow;
        }

        List<String> live(List<Action> life, End end) {
            LIVES.incrementAndGet();
            STRIPE.lose(true);
            newest = STRIPE.get("/v1/events?limit=1").at("/data/0/id").asString("");
            STRIPE.pay(checkout(payer, "pro"));
            subscription =
                    STRIPE.get("/v1/subscriptions?status=all&customer=" + customer(payer))
                            .at("/data/0/id")
                            .asString();
            hear();
            for (Action action : life) {
                act(action);
                hear();
            }
            act(end);
            hear();
            tellAll();
            awaitEndings();
            hear();
            tellAll();
            assertThat(jdbc.sql(UNFOLDED).param("payer", payer).query(String.class).list())
                    .isEmpty();
            List<String> snapshot =
                    jdbc.sql(SNAPSHOT).param("payer", payer).query(String.class).list();
            assertThat(snapshot).anyMatch(row -> row.startsWith(asStripeHasIt()));
            return snapshot;
        }

        private String asStripeHasIt() {
            JsonNode there = STRIPE.get("/v1/subscriptions/" + subscription);
            String price = there.at("/items/data/0/price/id").asString();
            String plan = price.contains("enterprise") ? "enterprise" : "pro";
            String status = there.path("status").asString();
            boolean cancels = there.path("cancel_at_period_end").asBoolean();
            return "stripe "
                    + plan
                    + " "
                    + switch (status) {
                        case "active" -> cancels ? "cancelled" : "active";
                        case "canceled" -> "expired";
                        default -> status;
                    };
        }

        private void act(Action action) {
            switch (action) {
                case FAILURE -> STRIPE.tryToCause("invoice.payment_failed", subscription, "");
                case RECOVERY -> STRIPE.tryToCause("invoice.paid", subscription, "");
                case CANCELLATION -> update("cancel_at_period_end=true");
                case RESUMPTION -> update("cancel_at_period_end=false");
                case UPGRADE -> price("price_enterprise_monthly");
                case DOWNGRADE -> price("price_pro_monthly");
                case YEARLY -> price("price_pro_yearly");
                case RENEWAL -> STRIPE.tryToCause("invoice.created", subscription, "");
                case REFUND_IN_PART ->
                        STRIPE.tryToCause("charge.refunded", subscription, ",\"amount\":7");
                case DISPUTE -> STRIPE.tryToCause("charge.dispute.created", subscription, "");
                case DISPUTE_WON ->
                        STRIPE.tryToCause(
                                "charge.dispute.closed", subscription, ",\"status\":\"won\"");
                case PHONE -> apple("DID_RENEW", Map.of());
                case PHONE_FAILURE -> apple("DID_FAIL_TO_RENEW", Map.of("grace_days", 6));
                case PHONE_CANCELLATION ->
                        apple(
                                "DID_CHANGE_RENEWAL_STATUS",
                                Map.of("subtype", "AUTO_RENEW_DISABLED"));
                case PHONE_UPGRADE ->
                        apple(
                                "DID_CHANGE_RENEWAL_PREF",
                                Map.of("subtype", "UPGRADE", "product", AppStoreWorld.ENTERPRISE));
                case PHONE_REFUND -> apple("REFUND", Map.of());
                case PHONE_REFUND_REVERSED -> apple("REFUND_REVERSED", Map.of());
                case PHONE_OVER -> apple("EXPIRED", Map.of());
                case THIRD_STORE -> play("RENEWED");
                case THIRD_STORE_FAILURE -> play("IN_GRACE_PERIOD");
                case THIRD_STORE_OVER -> play("EXPIRED");
            }
        }

        private void act(End end) {
            switch (end) {
                case GOES_ON -> {}
                case REFUND -> STRIPE.tryToCause("charge.refunded", subscription, "");
                case DISPUTE_LOST -> {
                    STRIPE.tryToCause("charge.dispute.created", subscription, "");
                    STRIPE.tryToCause(
                            "charge.dispute.closed", subscription, ",\"status\":\"lost\"");
                }
                case DELETED ->
                        STRIPE.tryToCause("customer.subscription.deleted", subscription, "");
            }
        }

        private void update(String form) {
            STRIPE.post("/v1/subscriptions/" + subscription, form);
        }

        private void price(String price) {
            String item =
                    STRIPE.get("/v1/subscriptions/" + subscription)
                            .at("/items/data/0/id")
                            .asString();
            update(
                    "proration_behavior=always_invoice&items[0][id]=%s&items[0][price]=%s"
                            .formatted(item, price));
        }

        /** Bought on a phone under the same account, or again what was over. */
        private void apple(String type, Map<String, ?> more) {
            if (onPhone.isEmpty()) {
                onPhone =
                        APP_STORE
                                .buy(AppStoreWorld.PRO, Map.of("account_token", payer.toString()))
                                .id();
                untold.add(News.of(APP_STORE.cause(onPhone, "SUBSCRIBED")));
            }
            untold.add(News.of(APP_STORE.cause(onPhone, type, more)));
        }

        private void play(String type) {
            if (token.isEmpty()) {
                token = PLAY.buy(PlayWorld.PRO, Map.of("account", payer.toString()));
            }
            String message = PLAY.cause(token, type, Map.of()).path("message").asString();
            untold.add(News.of(message, STRIPE.lostPush(message)));
        }

        /** What has happened since; told at once, or some of it some time, some of it twice. */
        private void hear() {
            List<News> news = new ArrayList<>();
            for (JsonNode event : STRIPE.get("/v1/events?limit=100").path("data")) {
                if (event.path("id").asString().equals(newest)) {
                    break;
                }
                news.addFirst(News.stripe(event));
            }
            if (!news.isEmpty()) {
                newest = news.getLast().id();
            }
            untold.addAll(news);
            if (!anyhow) {
                tellAll();
                return;
            }
            Collections.shuffle(untold, chance);
            for (News event : List.copyOf(untold)) {
                if (chance.nextInt(3) == 0) {
                    tell(event);
                    untold.remove(event);
                }
            }
        }

        private void tellAll() {
            for (News event : untold) {
                tell(event);
                if (anyhow && chance.nextBoolean()) {
                    tell(event);
                    tell(event.underAnotherId());
                }
            }
            untold.clear();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() ->
                            jdbc.sql(UNSETTLED)
                                            .param("events", told.toArray(String[]::new))
                                            .query(Long.class)
                                            .single()
                                    == 0);
        }

        private void tell(News event) {
            assertThat(event.tell(api)).isEqualTo(200);
            told.add(event.id());
            TOLD.incrementAndGet();
        }

        private void awaitEndings() {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            jdbc.sql("select count(*) from store_ending where payer_id = ?")
                                            .param(payer)
                                            .query(Long.class)
                                            .single()
                                    == 0);
        }
    }
}
