package app.feedtape.feed;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service over HTTP; feeds are fetched through a proxy that stands for the web. */
@FeedTapeServiceTest
public abstract class FeedServiceTest {

    static {
        // Two cores and several builds at once: patience costs nothing where nothing is wrong.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    protected static final StubServer WEB = new StubServer();
    protected static final Neighbours NEIGHBOURS = new Neighbours();
    protected static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort private int port;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        properties.add("FEEDTAPE_FETCH_PROXY", () -> "127.0.0.1:" + WEB.port());
        properties.add("FEEDTAPE_BILLING_URL", NEIGHBOURS::url);
        properties.add("FEEDTAPE_TTS_URL", NEIGHBOURS::url);
    }

    /** Somebody with a token. */
    public final class Listener {
        public final UUID accountId;
        public final UUID payerId;
        public final UUID sessionId = UUID.randomUUID();
        private final TestToken token;

        Listener(@Nullable UUID organizationId) {
            this(UUID.randomUUID(), organizationId);
        }

        Listener(UUID accountId, @Nullable UUID organizationId) {
            this.accountId = accountId;
            payerId = organizationId == null ? accountId : organizationId;
            token = TestIdentity.shared().accessToken().account(accountId).session(sessionId);
            if (organizationId != null) {
                token.organization(organizationId);
            }
        }

        public String token() {
            return token.sign();
        }

        public Answer get(String path) {
            return send("GET", path, null);
        }

        public Answer post(String path, Map<String, ?> body) {
            return send("POST", path, JSON.writeValueAsString(body));
        }

        public Answer put(String path, Map<String, ?> body) {
            return send("PUT", path, JSON.writeValueAsString(body));
        }

        public Answer delete(String path) {
            return send("DELETE", path, null);
        }

        public Answer send(String method, String path, @Nullable String body) {
            return FeedServiceTest.this.send(method, path, body, token.bearer());
        }

        public Answer follow(String url) {
            return post("/api/feeds", Map.of("url", url));
        }

        /** Follows a feed that must be new and answers its id. */
        public String followed(String url) {
            Answer answer = follow(url);
            assertThat(answer.status()).as(answer.raw()).isEqualTo(201);
            return answer.body().path("id").asString();
        }

        public JsonNode feed(String id) {
            return get("/api/feeds/" + id).body();
        }

        public List<JsonNode> articles(String feedId) {
            return get("/api/feeds/" + feedId + "/articles")
                    .body()
                    .path("items")
                    .valueStream()
                    .toList();
        }
    }

    public record Answer(int status, String raw, HttpResponse<String> response) {
        public JsonNode body() {
            return JSON.readTree(raw);
        }

        public String code() {
            return body().path("error").path("code").asString();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    protected Listener freeListener() {
        return listener("free", null);
    }

    protected Listener proListener() {
        return listener("pro", null);
    }

    /** Somebody known, acting for another organization. */
    protected Listener actingFor(UUID organizationId, Listener somebody) {
        NEIGHBOURS.entitle(organizationId, 1, "free");
        return new Listener(somebody.accountId, organizationId);
    }

    protected Listener listener(String plan, @Nullable UUID organizationId) {
        Listener listener = new Listener(organizationId);
        NEIGHBOURS.entitle(listener.payerId, 1, plan);
        return listener;
    }

    protected Answer send(
            String method, String path, @Nullable String body, @Nullable String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> response =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }

    /** A new host on the web, so that no two tests share a feed. */
    protected static String newHost() {
        return "h" + UUID.randomUUID().toString().substring(0, 13) + ".feeds.example";
    }

    protected static String rss(String title, String... items) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0"><channel><title>%s</title><link>https://site.feeds.example/</link>
        <description>d</description><language>en-GB</language>
        <image><url>https://site.feeds.example/logo.png</url><title>t</title><link>https://site.feeds.example/</link></image>
        %s</channel></rss>
        """
                .formatted(title, String.join("\n", items));
    }

    protected static String item(String guid, String title, String html) {
        return """
        <item><guid isPermaLink="false">%s</guid><title>%s</title>
        <link>https://site.feeds.example/%s</link><author>ann@site.feeds.example (Ann)</author>
        <pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate><description><![CDATA[%s]]></description></item>
        """
                .formatted(guid, title, guid, html);
    }
}
