package app.feedtape.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.LoopbackServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Decision 0085: grace is counted from what was not paid first. */
class StripeGraceTest {

    private static final long FIRST = 1_790_000_000;
    private static final long SECOND = FIRST + 31 * 86_400;

    /** The local Stripe fails one invoice at a time; here are two, the newer first as always. */
    @Test
    void theNextInvoiceThatIsNotPaidDoesNotBeginGraceAnew() {
        HttpServer server = LoopbackServer.start();
        server.createContext(
                "/v1/subscriptions/sub_1",
                exchange ->
                        answer(
                                exchange,
                                """
                                {"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "past_due",
                                 "start_date": 1780000000, "cancel_at": null, "cancel_at_period_end": false,
                                 "trial_end": null, "default_payment_method": null, "metadata": {},
                                 "items": {"object": "list", "data": [{"id": "si_1", "object": "subscription_item",
                                   "price": {"id": "price_1", "object": "price"}, "quantity": 1,
                                   "current_period_start": %d, "current_period_end": %d}]}}
                                """
                                        .formatted(SECOND, SECOND + 31 * 86_400)));
        server.createContext(
                "/v1/invoices",
                exchange -> {
                    assertThat(exchange.getRequestURI().getQuery())
                            .contains("subscription=sub_1", "status=open");
                    answer(
                            exchange,
                            """
                            {"object": "list", "has_more": false, "data": [
                              {"id": "in_2", "object": "invoice", "created": %d},
                              {"id": "in_1", "object": "invoice", "created": %d}]}
                            """
                                    .formatted(SECOND, FIRST));
                });
        try {
            assertThat(store(server).readSubscription("sub_1").orElseThrow().unpaidSince())
                    .isEqualTo(Instant.ofEpochSecond(FIRST));
        } finally {
            server.stop(0);
        }
    }

    private static StripeStore store(HttpServer server) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new StripeStore(
                new StripeConnection()
                        .stripeClient(new StripeSettings("sk_test_1", base, "whsec_1")),
                new StripeCalls());
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
