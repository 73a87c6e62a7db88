package app.feedtape.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiCallsTest extends GatewayTest {

    private final UUID account = UUID.randomUUID();

    private TestToken listener(long version, long apiCallsPerDay) {
        Fakes.allow(account.toString(), version, apiCallsPerDay);
        return TestIdentity.shared().accessToken().account(account).plan("wide", version);
    }

    private int status(TestToken token) {
        return get("/api/feeds", token).statusCode();
    }

    @Test
    void aDayHasExactlyItsCallsHoweverManyComeAtOnceAndTheRefusalExplainsItself() throws Exception {
        TestToken token = listener(1, 50);
        Fakes.Days billing = Fakes.count(account.toString(), 50);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls =
                    IntStream.range(0, 70)
                            .mapToObj(n -> (Callable<Integer>) () -> status(token))
                            .toList();
            assertThat(
                            threads.invokeAll(calls).stream()
                                    .filter(it -> it.resultNow() == 200)
                                    .count())
                    .isEqualTo(50);
        }
        assertThat(billing.calls()).isEqualTo(50);
        HttpResponse<String> refused = get("/api/tts/voices", token);
        JsonNode details = assertRefused(refused, 402, "QUOTA_EXCEEDED").at("/error/details");
        assertThat(details.path("metric").asString()).isEqualTo("api_calls_per_day");
        assertThat(details.path("current").asLong()).isEqualTo(50);
        assertThat(details.path("limit").asLong()).isEqualTo(50);
        assertThat(details.path("requested").asLong()).isEqualTo(1);
        assertThat(details.path("resets_at").asString()).endsWith("T00:00:00Z");
        assertThat(details.path("upgrade_url").asString()).endsWith("/upgrade");
        String decision = details.path("decision_id").asString();
        JsonNode why = JSON.readTree(get("/api/decisions/" + decision, token).body());
        assertThat(why.path("rule").asString()).isEqualTo("api_calls_per_day");
        assertThat(why.path("used").asLong()).isEqualTo(50);
    }

    @Test
    void whatLeadsOutOfItIsNeitherCountedNorRefused() {
        TestToken token = listener(1, 10);
        Fakes.Days billing = Fakes.count(account.toString(), 10);
        for (String path :
                List.of(
                        "/api/subscription/me",
                        "/api/billing/invoices",
                        "/auth/sessions",
                        "/api/keys")) {
            assertThat(get(path, token).statusCode()).isEqualTo(200);
        }
        assertThat(billing.calls()).isZero();
        while (status(token) == 200) {
            assertThat(billing.calls()).isLessThanOrEqualTo(10);
        }
        assertThat(status(token)).isEqualTo(402);
        assertThat(get("/api/subscription/me", token).statusCode()).isEqualTo(200);
        assertThat(post("/api/billing/checkout", "{}", token).statusCode()).isEqualTo(200);
    }

    @Test
    void aLargerPlanLetsTheNextCallIn() {
        TestToken token = listener(1, 10);
        Fakes.count(account.toString(), 10);
        while (status(token) == 200) {
            assertThat(account).isNotNull();
        }
        assertThat(status(token)).isEqualTo(402);
        TestToken upgraded = listener(2, 100);
        Fakes.count(account.toString(), 100);
        assertThat(status(upgraded)).isEqualTo(200);
    }

    @Test
    void whileBillingIsAwayAShareGoesOnAndItIsPaidAfterwards() {
        TestToken token = listener(1, 50);
        Fakes.Days billing = Fakes.count(account.toString(), 50);
        int made = 0;
        for (int call = 0; call < 3; call++) {
            made += status(token) == 200 ? 1 : 0;
        }
        billing.away = true;
        int last = status(token);
        while (last == 200) {
            made++;
            last = status(token);
        }
        assertThat(last).isEqualTo(503);
        assertThat(made).isEqualTo(50);
        billing.away = false;
        await().until(() -> status(token), status -> status == 402);
        assertThat(billing.calls()).isEqualTo(50);
    }

    @Test
    void usageTellsWhatWasCalledAndNotWhatWasLeased() {
        TestToken token = listener(1, 1_000);
        Fakes.Days billing = Fakes.count(account.toString(), 1_000);
        for (int call = 0; call < 3; call++) {
            assertThat(status(token)).isEqualTo(200);
        }
        assertThat(billing.calls()).isEqualTo(100);
        Fakes.BILLING.json(
                "GET",
                "/api/subscription/usage",
                200,
                "{\"usage\":{\"api_calls\":100},\"limits\":{},\"period\":{}}");
        JsonNode usage = JSON.readTree(get("/api/subscription/usage", token).body());
        assertThat(usage.at("/usage/api_calls").asLong()).isEqualTo(3);
    }
}
