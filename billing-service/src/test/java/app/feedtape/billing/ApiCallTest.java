package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiCallTest extends BillingTest {

    private final UUID payer = UUID.randomUUID();
    private final String gateway = BillingApi.service("gateway");

    private JsonNode lease(long held) {
        return api.post(
                        "/internal/api-calls",
                        gateway,
                        "{\"payer_id\": \"%s\", \"held\": %d}".formatted(payer, held))
                .json();
    }

    private void limit(String amount) {
        api.order(
                "PUT",
                "/internal/payers/" + payer + "/overrides/api_calls_per_day",
                BillingApi.service("operator"),
                "{\"amount\": %s, \"reason\": \"r\"}".formatted(amount));
    }

    @Test
    void aLeaseIsAFiveHundredthOfThePlansLimitWithWhatIsHeld() {
        JsonNode first = lease(0);
        assertThat(first.path("limit").asLong()).isEqualTo(5_000);
        assertThat(first.path("granted").asLong()).isEqualTo(10);
        assertThat(first.path("calls").asLong()).isEqualTo(10);
        assertThat(first.path("resets_at").asString()).endsWith("T00:00:00Z");
        assertThat(lease(4).path("granted").asLong()).isEqualTo(6);
        assertThat(lease(12).path("granted").asLong()).isZero();
        JsonNode usage = api.get("/api/subscription/usage", BillingApi.listener(payer)).json();
        assertThat(usage.at("/usage/api_calls").asLong()).isEqualTo(16);
        assertThat(usage.at("/limits/api_calls_per_day").asLong()).isEqualTo(5_000);
    }

    @Test
    void howeverManyGatewaysAskAtOnceNoMoreThanTheDayIsLeased() throws Exception {
        limit("103");
        try (var threads = Executors.newFixedThreadPool(12)) {
            List<Callable<Long>> asks =
                    IntStream.range(0, 130)
                            .mapToObj(n -> (Callable<Long>) () -> lease(0).path("granted").asLong())
                            .toList();
            assertThat(threads.invokeAll(asks).stream().mapToLong(it -> it.resultNow()).sum())
                    .isEqualTo(103);
        }
        assertThat(lease(0).path("granted").asLong()).isZero();
        limit("90");
        assertThat(lease(0).path("calls").asLong()).isEqualTo(103);
        limit("2000");
        assertThat(lease(0).path("granted").asLong()).isEqualTo(4);
        limit("0");
        assertThat(lease(0).path("granted").asLong()).isZero();
    }

    @Test
    void withoutALimitCallsAreStillCountedAndADayIsForgottenByTheNext() {
        api.post(
                "/internal/grants",
                BillingApi.service("operator"),
                "{\"payer_id\": \"%s\", \"plan\": \"enterprise\", \"reason\": \"r\"}"
                        .formatted(payer));
        JsonNode first = lease(0);
        assertThat(first.path("limit").isNull()).isTrue();
        assertThat(first.path("granted").asLong()).isEqualTo(200);
        jdbc.sql("update api_call_day set day = day - 1 where payer_id = ?").param(payer).update();
        assertThat(lease(0).path("calls").asLong()).isEqualTo(200);
    }

    @Test
    void onlyTheGatewayLeases() {
        String body = "{\"payer_id\": \"%s\", \"held\": 0}".formatted(payer);
        for (String other : List.of("tts-service", "operator", "admin-service")) {
            assertThat(api.post("/internal/api-calls", BillingApi.service(other), body).status())
                    .isEqualTo(403);
        }
        assertThat(api.post("/internal/api-calls", gateway, "{}").status()).isEqualTo(400);
        assertThat(
                        api.post(
                                        "/internal/api-calls",
                                        gateway,
                                        "{\"payer_id\": \"%s\", \"held\": -1}".formatted(payer))
                                .status())
                .isEqualTo(400);
    }
}
