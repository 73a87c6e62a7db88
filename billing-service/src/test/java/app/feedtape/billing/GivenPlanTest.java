package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Decision 0101: what was given shuts the shop for nothing that is more. */
class GivenPlanTest extends BillingTest {

    private final UUID account = UUID.randomUUID();

    @Test
    void whoWasGivenAPlanBuysAHigherOneAndHasTheGiftAgainWhenThatEnds() {
        give("pro");
        for (String enough : new String[] {"pro", "pro\",\"period\":\"year"}) {
            BillingApi.Answer refused = ask(enough);
            assertThat(refused.status()).as(enough).isEqualTo(409);
            JsonNode details = refused.json().at("/error/details");
            assertThat(details.path("source").asString()).isEqualTo("grant");
            assertThat(details.path("plan").asString()).isEqualTo("pro");
        }

        String bought = buy(account, "enterprise");
        assertThat(ask("enterprise").json().at("/error/details/source").asString())
                .as("what is paid for shuts the shop altogether")
                .isEqualTo("stripe");
        STRIPE.cancelNow(bought);
        awaitPlan(account, "pro");
        assertThat(ask("enterprise").status()).isEqualTo(200);
    }

    /** A subscription of a store is charged again and again: more is had by changing it. */
    @Test
    void whoPaysForAPlanBuysNoHigherOneBesideIt() {
        buy(account, "pro");
        assertThat(ask("enterprise").status()).isEqualTo(409);
    }

    @Test
    void whoWasGivenTheHighestPlanIsSoldNothing() {
        give("enterprise");
        assertThat(ask("pro").status()).isEqualTo(409);
        give("free");
        assertThat(ask("pro").status()).isEqualTo(200);
    }

    private BillingApi.Answer ask(String plan) {
        return api.post(
                "/api/billing/checkout",
                BillingApi.listener(account),
                "{\"plan\":\"%s\"}".formatted(plan));
    }

    private void give(String plan) {
        BillingApi.Answer given =
                api.post(
                        "/internal/grants",
                        BillingApi.service("operator"),
                        "{\"payer_id\":\"%s\",\"plan\":\"%s\",\"days\":30,\"reason\":\"sorry\"}"
                                .formatted(account, plan));
        assertThat(given.status()).as(given.body()).isEqualTo(200);
    }
}
