package app.feedtape.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.FakeService.Seen;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reaches a service, and what comes back. */
class ForwardingTest extends GatewayTest {

    private static FakeService service(String name) {
        return switch (name) {
            case "auth" -> Fakes.AUTH;
            case "feed" -> Fakes.FEED;
            case "tts" -> Fakes.TTS;
            case "billing" -> Fakes.BILLING;
            default -> Fakes.ADMIN;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /auth/oauth/github, auth, /auth/oauth/github",
        "GET, /auth/callback/github, auth, /auth/callback/github",
        "POST, /auth/refresh, auth, /auth/refresh",
        "POST, /auth/logout, auth, /auth/logout",
        "POST, /auth/logout/all, auth, /auth/logout/all",
        "PATCH, /api/me, auth, /api/me",
        "PATCH, /v1/auth/me, auth, /api/me",
        "DELETE, /api/me, auth, /api/me",
        "DELETE, /v1/auth/me, auth, /api/me",
        "POST, /api/me/export, auth, /api/me/export",
        "POST, /v1/auth/me/export, auth, /api/me/export",
        "GET, /api/me/jobs, auth, /api/me/jobs",
        "GET, /v1/auth/me/jobs/1/download, auth, /api/me/jobs/1/download",
        "GET, /api/feeds, feed, /api/feeds",
        "POST, /api/feeds, feed, /api/feeds",
        "PUT, /api/feeds/1, feed, /api/feeds/1",
        "DELETE, /api/feeds/1, feed, /api/feeds/1",
        "GET, /api/feed-suggestions, feed, /api/feed-suggestions",
        "GET, /api/articles/1, feed, /api/articles/1",
        "POST, /api/tts/synthesize, tts, /api/tts/synthesize",
        "GET, /api/tts/usage, tts, /api/tts/usage",
        "GET, /api/audio/1, tts, /api/audio/1",
        "HEAD, /api/audio/1, tts, /api/audio/1",
        "GET, /api/subscription/plans, billing, /api/subscription/plans",
        "GET, /v1/subscription/me, billing, /api/subscription/me",
        "POST, /api/billing/checkout, billing, /api/billing/checkout",
        "GET, /api/webhooks, billing, /api/webhooks",
        "POST, /api/webhooks/1/deliveries/2/replay, billing, /api/webhooks/1/deliveries/2/replay",
        "PATCH, /api/webhooks/1, billing, /api/webhooks/1",
        "DELETE, /api/webhooks/1, billing, /api/webhooks/1",
        "POST, /webhooks/stripe, billing, /webhooks/stripe",
        "POST, /webhooks/apple, billing, /webhooks/apple",
        "POST, /webhooks/google, billing, /webhooks/google",
        "POST, /api/subscription/validate-receipt, billing, /api/subscription/validate-receipt",
        "POST, /v1/subscription/validate-receipt, billing, /api/subscription/validate-receipt",
        "GET, /api/admin/users, admin, /api/admin/users",
        "GET, /v1/admin/users, admin, /v1/admin/users",
        "PATCH, /api/admin/users/1, admin, /api/admin/users/1",
    })
    void aCallOfTheContractReachesItsService(
            String method, String path, String service, String pathThere) {
        String mark = UUID.randomUUID().toString();
        TestToken token = listener().roles("listener", "admin");
        boolean hasBody =
                !method.equals("GET") && !method.equals("DELETE") && !method.equals("HEAD");
        HttpResponse<String> response =
                send(
                        request(path + "?mark=" + mark, token)
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        hasBody
                                                ? BodyPublishers.ofString("{\"a\": 1}")
                                                : BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        Seen seen = service(service).last(mark);
        assertThat(seen.method()).isEqualTo(method);
        assertThat(seen.uri()).isEqualTo(pathThere + "?mark=" + mark);
        assertThat(new String(seen.body())).isEqualTo(hasBody ? "{\"a\": 1}" : "");
    }

    @Test
    void theTokenIsForwardedUnchangedAndNothingElseSaysWhoCalls() {
        TestToken token = listener();
        String bearer = token.bearer();
        send(
                request("/api/feeds?mark=identity")
                        .header("Authorization", bearer)
                        .header("X-User-Id", "1")
                        .header("X-User-Role", "admin")
                        .header("X-Account-Id", "1")
                        .header("X-Forwarded-Host", "evil.example")
                        .header("X-Forwarded-Proto", "https")
                        .header("Forwarded", "for=127.0.0.1")
                        .header("X-Real-IP", "127.0.0.1")
                        .header("X-HTTP-Method-Override", "DELETE")
                        .header("X-Original-URL", "/internal")
                        .header("Cookie", "access_token=" + token.sign())
                        .header("Keep-Alive", "x")
                        .header("Proxy-Authorization", "Basic eA==")
                        .header("Accept-Language", "de"));

        Seen seen = Fakes.FEED.last("mark=identity");
        assertThat(seen.method()).isEqualTo("GET");
        assertThat(seen.header("authorization")).isEqualTo(bearer);
        assertThat(seen.headers().keySet())
                .containsExactlyInAnyOrder(
                        "authorization",
                        "accept",
                        "accept-language",
                        "host",
                        "user-agent",
                        "x-forwarded-for",
                        "x-request-id",
                        "traceparent");
        assertThat(seen.header("x-forwarded-for")).startsWith("10.").doesNotContain(",");
        assertThat(seen.header("host")).startsWith("127.0.0.1:");
    }

    @Test
    void requestIdAndTraceGoThroughTheHouseAndComeBack() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        HttpResponse<String> response =
                send(
                        request("/api/feeds?mark=trace", listener())
                                .header("X-Request-Id", "my-request.1")
                                .header("traceparent", trace));

        Seen seen = Fakes.FEED.last("mark=trace");
        assertThat(seen.header("x-request-id")).isEqualTo("my-request.1");
        assertThat(seen.header("traceparent"))
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .isNotEqualTo(trace);
        assertThat(response.headers().allValues("X-Request-Id")).containsExactly("my-request.1");
        assertThat(response.headers().firstValue("traceparent"))
                .hasValue(seen.header("traceparent"));
    }

    @Test
    void aDeletionCarriesItsProofInTheBody() {
        String proof = "{\"password\":\"%s\"}".formatted(UUID.randomUUID());
        HttpResponse<String> answer =
                send(
                        request("/api/me?mark=proof", listener())
                                .header("Content-Type", "application/json")
                                .method("DELETE", BodyPublishers.ofString(proof)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(Fakes.AUTH.last("mark=proof").body())).isEqualTo(proof);
    }

    @Test
    void aWebhookArrivesByteForByteWithoutAToken() {
        byte[] body = {'{', ' ', (byte) 0xC3, (byte) 0xA9, '}', '\r', '\n', 0, 1};
        HttpResponse<String> response =
                send(
                        request("/webhooks/stripe?mark=bytes")
                                .header("Stripe-Signature", "t=1,v1=abc")
                                .header("Content-Type", "application/json; charset=utf-8")
                                .POST(BodyPublishers.ofByteArray(body)));

        assertThat(response.statusCode()).isEqualTo(200);
        Seen seen = Fakes.BILLING.last("mark=bytes");
        assertThat(seen.body()).isEqualTo(body);
        assertThat(seen.header("stripe-signature")).isEqualTo("t=1,v1=abc");
        assertThat(seen.header("content-length")).isEqualTo("9");
    }

    @Test
    void aRefusalOfAServicePassesThroughAsItIs() {
        Fakes.FEED.answer(
                "GET",
                "/api/feeds/refused",
                exchange -> {
                    exchange.getResponseHeaders().set("X-Powered-By", "Tomcat");
                    exchange.getResponseHeaders().set("X-Request-Id", "not-this-one");
                    exchange.getResponseHeaders().set("X-RateLimit-Limit", "1");
                    exchange.getResponseHeaders().set("Set-Cookie", "a=b");
                    FakeService.json(
                            exchange, 402, "{\"message\":\"no\",\"error\":{\"code\":\"X\"}}");
                });
        HttpResponse<String> response = get("/api/feeds/refused", listener());

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.body()).isEqualTo("{\"message\":\"no\",\"error\":{\"code\":\"X\"}}");
        assertThat(response.headers().firstValue("X-Powered-By")).isEmpty();
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(response.headers().allValues("X-Request-Id"))
                .hasSize(1)
                .doesNotContain("not-this-one");
        assertThat(response.headers().allValues("X-RateLimit-Limit")).containsExactly("100000");
    }

    @Test
    void whatAServiceSaysOutsideTheEnvelopeStaysInside() {
        Fakes.FEED.answer(
                "GET",
                "/api/feeds/broken",
                exchange -> {
                    byte[] page = "<h1>java.lang.NullPointerException at Feeds.java:12".getBytes();
                    exchange.getResponseHeaders().set("Content-Type", "text/html");
                    exchange.getResponseHeaders().set("Content-Encoding", "identity");
                    exchange.sendResponseHeaders(500, page.length);
                    exchange.getResponseBody().write(page);
                });
        Fakes.FEED.answer(
                "GET", "/api/feeds/odd", exchange -> exchange.sendResponseHeaders(404, -1));

        HttpResponse<String> broken = get("/api/feeds/broken", listener());
        assertRefused(broken, 502, "UPSTREAM_UNAVAILABLE");
        assertThat(broken.body()).doesNotContain("Exception");
        assertThat(broken.headers().firstValue("Content-Encoding")).isEmpty();
        assertRefused(get("/api/feeds/odd", listener()), 404, "NOT_FOUND");
    }

    @Test
    void anAnswerForOnePersonIsNotForSharedCaches() {
        HttpResponse<String> response = get("/api/feeds", listener());
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.headers().allValues("Vary")).contains("Authorization", "Origin");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
}
