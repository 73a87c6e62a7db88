package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Why somebody is on a plan, as an operator reads it. */
class PurchaseRecordsTest extends BillingTest {

    @Test
    void everyPurchaseTellsWhatItWasAndWhatMadeUsLook() {
        UUID account = UUID.randomUUID();
        String subscription = buy(account, "pro");
        JsonNode items = read(account, "operator").json().path("items");
        assertThat(items)
                .extracting(item -> item.path("store").asString())
                .containsExactlyInAnyOrder("signup", "stripe");
        JsonNode bought =
                items.valueStream()
                        .filter(item -> item.path("original_id").asString("").equals(subscription))
                        .findFirst()
                        .orElseThrow();
        assertThat(bought.path("plan").asString()).isEqualTo("pro");
        assertThat(bought.path("status").asString()).isEqualTo("active");
        assertThat(bought.path("history"))
                .isNotEmpty()
                .allSatisfy(
                        change -> assertThat(change.path("cause").asString()).contains("stripe"));
        assertThat(items.toString()).doesNotContain("@");
    }

    @Test
    void theyAreShownToOperatorsAlone() {
        assertThat(read(UUID.randomUUID(), "tts-service").status()).isEqualTo(403);
        assertThat(
                        api.get(path(UUID.randomUUID()), BillingApi.listener(UUID.randomUUID()))
                                .status())
                .isIn(401, 403);
    }

    @Test
    void whoNobodyHasHeardOfHasNone() {
        assertThat(read(UUID.randomUUID(), "admin-service").json().path("items")).isEmpty();
    }

    private BillingApi.Answer read(UUID payer, String caller) {
        return api.get(path(payer), BillingApi.service(caller));
    }

    private static String path(UUID payer) {
        return "/internal/payers/%s/purchases".formatted(payer);
    }
}
