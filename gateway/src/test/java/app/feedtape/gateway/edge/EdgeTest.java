package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeTest extends GatewayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nowhere",
                "/actuator",
                "/actuator/gateway/routes",
                "/env",
                "/heapdump",
                "/prometheus",
                "/v3/api-docs",
                "/h2-console",
                "/.git/config",
                "/internal/entitlements/1",
                "/internal/service-tokens",
                "/favicon.ico"
            })
    void whatIsNotInTheContractIsNotFound(String path) {
        assertRefused(get(path), 404, "NOT_FOUND");
        assertRefused(get(path, listener().roles("admin")), 404, "NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "PROPFIND", "GARBAGE", "OPTIONS", "PUT"})
    void aMethodThatIsNotKnownThereIsNamedSo(String method) {
        HttpResponse<String> response =
                send(request("/api/me", listener()).method(method, BodyPublishers.noBody()));
        assertRefused(response, 405, "METHOD_NOT_ALLOWED");
        assertThat(response.headers().firstValue("Allow")).hasValue("DELETE, GET, HEAD, PATCH");
    }

    @Test
    void noSpellingOfAnAddressLeadsAroundItsLimit() {
        HttpResponse<String> response =
                send(
                        request("/auth/refres%68")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}")));
        assertRefused(response, 400, "MALFORMED_REQUEST");
    }

    @Test
    void aMethodOverrideIsIgnored() {
        String mark = UUID.randomUUID().toString();
        send(
                request("/api/feeds?_method=DELETE&mark=" + mark, listener())
                        .header("X-HTTP-Method-Override", "DELETE")
                        .header("X-Method-Override", "DELETE"));
        assertThat(Fakes.FEED.last(mark).method()).isEqualTo("GET");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain",
                "application/xml",
                "application/json; charset=utf-16",
                "application/json; charset=utf-7",
                "multipart/form-data; boundary=x",
                "garbage",
                "application/x-www-form-urlencoded"
            })
    void aBodyThatIsNotJsonInUtf8IsUnsupported(String type) {
        HttpResponse<String> response =
                send(
                        request("/api/feeds", listener())
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofString("{}")));
        assertRefused(response, 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aBodyWithoutATypeOrPackedIsUnsupported() {
        assertRefused(
                send(request("/api/feeds", listener()).POST(BodyPublishers.ofString("{}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        assertRefused(
                send(
                        request("/api/feeds", listener())
                                .header("Content-Type", "application/json")
                                .header("Content-Encoding", "gzip")
                                .POST(BodyPublishers.ofString("{}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aBodyAboveTheBoundOfItsRouteIsTooLargeAnnouncedOrNot() {
        byte[] large = new byte[65 * 1024];
        HttpRequest.Builder announced =
                request("/api/feeds?mark=large", listener())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(large));
        assertRefused(send(announced), 413, "PAYLOAD_TOO_LARGE");
        assertThat(Fakes.FEED.seen("mark=large")).isEmpty();
        HttpRequest.Builder fits =
                request("/api/feeds?mark=fits", listener())
                        .header("Content-Type", "application/json; charset=UTF-8")
                        .POST(BodyPublishers.ofByteArray(new byte[64 * 1024]));
        assertThat(send(fits).statusCode()).isEqualTo(200);
        assertThat(Fakes.FEED.last("mark=fits").body()).hasSize(64 * 1024);
    }

    @Test
    void whatTakesNoBodyRefusesOne() {
        HttpRequest.Builder withBody =
                request("/api/feeds", listener()).method("GET", BodyPublishers.ofString("{}"));
        assertRefused(send(withBody), 413, "PAYLOAD_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${jndi:ldap://canary}", "<script>", "a b", "ä"})
    void aRequestIdThatIsNotOneIsReplaced(String id) {
        HttpResponse<String> response = send(request("/health").header("X-Request-Id", id));
        assertThat(UUID.fromString(response.headers().firstValue("X-Request-Id").orElseThrow()))
                .isNotNull();
    }

    @Test
    void aRequestIdMayBeOneHundredAndTwentyEightLong() {
        String longest = "x".repeat(128);
        assertThat(
                        send(request("/health").header("X-Request-Id", longest))
                                .headers()
                                .firstValue("X-Request-Id"))
                .hasValue(longest);
        assertThat(
                        send(request("/health").header("X-Request-Id", longest + "x"))
                                .headers()
                                .firstValue("X-Request-Id")
                                .orElseThrow())
                .hasSize(36);
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() {
        for (HttpResponse<String> response :
                new HttpResponse[] {
                    get("/health"), get("/nowhere"), get("/api/feeds", listener())
                }) {
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .hasValue("default-src 'none'; frame-ancestors 'none'");
            assertThat(response.headers().firstValue("Server")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://localhost:8080.evil",
                "https://localhost:8080",
                "http://localhost"
            })
    void aForeignPageMayNotReadAnAnswer(String origin) {
        TestToken token = listener();
        HttpResponse<String> response = send(request("/api/feeds", token).header("Origin", origin));
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(response.headers().allValues("Vary")).contains("Origin");
        HttpResponse<String> preflight = preflight(origin);
        assertRefused(preflight, 403, "FORBIDDEN");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void ourOwnPageMayCallAndReadButNeverWithCookies() {
        String origin = "http://localhost:8080";
        HttpResponse<String> preflight = preflight(origin);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("DELETE");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        HttpResponse<String> response = send(request("/nowhere").header("Origin", origin));
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
        assertThat(response.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("X-Request-Id");
    }

    private HttpResponse<String> preflight(String origin) {
        return send(
                request("/api/feeds/1")
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "DELETE")
                        .header("Access-Control-Request-Headers", "authorization")
                        .method("OPTIONS", BodyPublishers.noBody()));
    }
}
