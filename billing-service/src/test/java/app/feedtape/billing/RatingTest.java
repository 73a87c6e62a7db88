package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RatingTest extends BillingTest {

    private static final LocalDate JUNE = LocalDate.parse("2021-06-15");

    private final UUID payer = UUID.randomUUID();
    private final UUID member = UUID.randomUUID();
    private final String admin = BillingApi.admin(UUID.randomUUID());

    private UsageRecorded booking(LocalDate day, UUID account, String engine, long characters) {
        return new UsageRecorded(
                UUID.randomUUID(),
                payer,
                account,
                day,
                characters,
                UUID.randomUUID(),
                "Lucia",
                engine,
                "es",
                Instant.now());
    }

    private JsonNode margins(String query) {
        return api.get("/internal/margins?" + query, admin).json();
    }

    private JsonNode of(UUID key, String from, String to) {
        return margins("from=" + from + "&to=" + to + "&group_by=payer&limit=100")
                .path("items")
                .valueStream()
                .filter(it -> it.path("key").asString().equals(key.toString()))
                .findFirst()
                .orElseGet(() -> JsonHelp.NOTHING);
    }

    @Test
    void bookingsAreFoldedOncePerFactIntoDaysAndMonthsAndPricedByTheirDay() {
        set("neural", 1600, "2021-01-01");
        set("neural", 3200, "2021-06-16");
        try (KafkaProbe probe = KafkaProbe.fromNow("usage")) {
            probe.publish("/tts-service", booking(JUNE, payer, "neural", 500_000));
            probe.publish("/tts-service", booking(JUNE.plusDays(1), member, "neural", 250_000));
            probe.publish("/tts-service", booking(JUNE, payer, "neural", 500_000));
            probe.publish("/tts-service", booking(JUNE.minusMonths(1), member, "standard", 7));
        }
        await().untilAsserted(() ->
                assertThat(of(payer, "2021-05", "2021-05").path("characters").asLong())
                        .isEqualTo(7));
        JsonNode june = of(payer, "2021-06", "2021-06");
        assertThat(june.path("characters").asLong()).isEqualTo(1_250_000);
        assertThat(june.path("cost_minor").asLong()).isEqualTo(1600 + 800);
        assertThat(june.path("margin_minor").asLong()).isEqualTo(-2400);
        JsonNode months = api.get("/internal/payers/" + payer + "/usage-months", admin).json();
        assertThat(months.path("items").valueStream().map(it -> it.path("characters").asLong()))
                .containsExactlyInAnyOrder(1_000_000L, 250_000L, 7L);
        assertThat(
                        margins("from=2021-06&to=2021-06&group_by=account&limit=100")
                                .path("items")
                                .valueStream()
                                .filter(it -> it.path("key").asString().equals(member.toString()))
                                .map(it -> it.path("cost_minor").asLong()))
                .containsExactly(800L);
    }

    @Test
    void whatWasPaidStandsBesideWhatItCost() {
        UUID buyer = UUID.randomUUID();
        buy(buyer, "pro");
        String month = Instant.now().toString().substring(0, 7);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    api.order("POST", "/internal/reconciliations", admin, "");
                    assertThat(
                                    jdbc.sql(
                                                    "select coalesce(sum(amount_minor), 0) from revenue_entry where payer_id = ?")
                                            .param(buyer)
                                            .query(Long.class)
                                            .single())
                            .isEqualTo(1999);
                });
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    margins(
                            "from=%s&to=%s&group_by=payer&limit=1%s"
                                    .formatted(month, month, cursor));
            page.path("items").forEach(all::add);
            cursor =
                    page.path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all)
                .filteredOn(it -> it.path("key").asString().equals(buyer.toString()))
                .singleElement()
                .satisfies(it -> assertThat(it.path("revenue_minor").asLong()).isEqualTo(1999));
        assertThat(
                        margins("from=%s&to=%s&group_by=plan".formatted(month, month))
                                .path("items")
                                .valueStream()
                                .filter(it -> it.path("key").asString().equals("pro"))
                                .mapToLong(it -> it.path("revenue_minor").asLong())
                                .sum())
                .isGreaterThanOrEqualTo(1999);
    }

    /** Every store in its own words; the run says what it took and what it gave back. */
    @Test
    void whatGoesBackToWhoPaidIsTakenOffAndComesBackWhenADisputeIsWon() {
        UUID refunded = UUID.randomUUID();
        UUID disputed = UUID.randomUUID();
        String stripe = buy(refunded, "pro");
        String contested = buy(disputed, "pro");
        AppStoreWorld.Bought apple =
                APP_STORE.buy(AppStoreWorld.PRO, Map.of("account_token", payer.toString()));
        String google = PLAY.buy(PlayWorld.PRO, Map.of("account", member.toString()));
        api.receipt(payer, "apple", "signed_transaction", apple.signed());
        api.receipt(member, "google", "purchase_token", google);
        reconcile();
        assertThat(revenue(refunded, disputed, payer, member))
                .containsExactly(1999L, 1999L, 1999L, 1999L);

        STRIPE.cause("charge.refunded", stripe, ",\"amount\":500");
        STRIPE.cause("charge.dispute.created", contested);
        APP_STORE.cause(apple.id(), "REFUND");
        PLAY.cause(google, "REVOKED", Map.of());
        reconcile();
        assertThat(revenue(refunded, disputed, payer, member)).containsExactly(1499L, 0L, 0L, 0L);

        STRIPE.cause("charge.dispute.closed", contested, ",\"status\":\"won\"");
        APP_STORE.cause(apple.id(), "REFUND_REVERSED");
        reconcile();
        reconcile();
        assertThat(revenue(refunded, disputed, payer, member))
                .containsExactly(1499L, 1999L, 1999L, 0L);
    }

    private List<Long> revenue(UUID... payers) {
        return List.of(payers).stream()
                .map(one ->
                        jdbc.sql(
                                        "select coalesce(sum(amount_minor), 0) from revenue_entry where payer_id = ? and currency = 'USD'")
                                .param(one)
                                .query(Long.class)
                                .single())
                .toList();
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

    @Test
    void whatCannotBeAskedIsRefused() {
        for (String query :
                List.of(
                        "from=2021-06",
                        "from=2021-06&to=2021-05",
                        "from=2021-06&to=2024-06",
                        "from=June&to=2021-06",
                        "from=2021-06&to=2021-06&group_by=name",
                        "from=2021-06&to=2021-06&limit=101",
                        "from=2021-06&to=2021-06&cursor=x")) {
            assertThat(api.get("/internal/margins?" + query, admin).status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(
                        api.get(
                                        "/internal/margins?from=2021-06&to=2021-06",
                                        BillingApi.service("gateway"))
                                .status())
                .isEqualTo(403);
        String cost =
                "{\"minor_per_million\": -1, \"valid_from\": \"2021-01-01\", \"reason\": \"r\"}";
        assertThat(api.order("PUT", "/internal/provider-costs/neural", admin, cost).status())
                .isEqualTo(400);
        assertThat(api.get("/internal/provider-costs", admin).json().path("items").size())
                .isGreaterThanOrEqualTo(3);
    }

    private void set(String engine, int amount, String from) {
        String cost =
                "{\"minor_per_million\": %d, \"valid_from\": \"%s\", \"reason\": \"r\"}"
                        .formatted(amount, from);
        assertThat(api.order("PUT", "/internal/provider-costs/" + engine, admin, cost).status())
                .isEqualTo(200);
    }

    private static final class JsonHelp {
        private static final JsonNode NOTHING =
                tools.jackson.databind.node.JsonNodeFactory.instance.missingNode();
    }
}
