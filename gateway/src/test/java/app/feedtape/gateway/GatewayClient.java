package app.feedtape.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the real gateway with real Kafka and Redis. One proxy of ours is trusted, so that
 * each call can come from an address of its own.
 */
@FeedTapeServiceTest
public abstract class GatewayClient {

    protected static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A connection that hangs is a red test and not a run without an end. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    protected static final JsonMapper JSON = JsonMapper.builder().build();

    @LocalServerPort protected int port;

    /** A listener whose plan stands in nobody's way. */
    protected static TestToken listener() {
        UUID account = UUID.randomUUID();
        Fakes.entitle(account.toString(), "wide", 1);
        return TestIdentity.shared().accessToken().account(account);
    }

    protected static TestToken listener(UUID account, String plan) {
        Fakes.entitle(account.toString(), plan, 1);
        return TestIdentity.shared().accessToken().account(account);
    }

    protected HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("X-Forwarded-For", address());
    }

    protected HttpRequest.Builder request(String path, TestToken token) {
        return request(path).header("Authorization", token.bearer());
    }

    protected HttpResponse<String> get(String path) {
        return send(request(path));
    }

    protected HttpResponse<String> get(String path, TestToken token) {
        return send(request(path, token));
    }

    protected HttpResponse<String> post(String path, String json, TestToken token) {
        return send(
                request(path, token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    protected static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(
                    request.timeout(LONGEST_WAIT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** Every refusal: the status, the code, and one request id in header and body. */
    protected static JsonNode assertRefused(
            HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.at("/error/code").asString()).isEqualTo(code);
        assertThat(body.at("/error/message").asString())
                .isNotBlank()
                .isEqualTo(body.path("message").asString());
        assertThat(response.headers().allValues("X-Request-Id"))
                .containsExactly(body.path("request_id").asString());
        return body;
    }

    /** An address nobody has called from. */
    protected static String address() {
        long random = UUID.randomUUID().getLeastSignificantBits();
        return "10.%d.%d.%d".formatted(random & 0xFF, random >> 8 & 0xFF, random >> 16 & 0xFF);
    }
}
