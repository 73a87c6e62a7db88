package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.PublicTextFact.TextPublished;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The whole service with a provider, a billing and a listener around it. */
@FeedTapeServiceTest
@TestPropertySource(properties = "FEEDTAPE_STREAMS_PER_ACCOUNT=50")
abstract class SpeechServiceTest {
    static final TestPolly polly = TestPolly.shared();
    static final TestBilling billing = TestBilling.shared();
    static final TestFeeds feeds = TestFeeds.shared();

    /** One for all instances, as in production. */
    private static final Path AUDIO = newDirectory();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final JsonMapper json = JsonMapper.builder().build();
    final UUID account = UUID.randomUUID();
    TestToken token;
    Instant begunAt;

    @Autowired JdbcClient jdbc;

    @Autowired CircuitBreakerRegistry breakers;

    @LocalServerPort int port;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry registry) {
        String audio = AUDIO.toString();
        registry.add("POLLY_ENDPOINT", polly::address);
        registry.add("CLOUDWATCH_ENDPOINT", polly::address);
        registry.add("AWS_ACCESS_KEY_ID", () -> "test");
        registry.add("AWS_SECRET_ACCESS_KEY", () -> "test");
        registry.add("FEEDTAPE_BILLING_URL", billing::address);
        registry.add("FEEDTAPE_FEED_URL", feeds::address);
        registry.add("FEEDTAPE_AUDIO_DIRECTORY", () -> audio);
        registry.add("FEEDTAPE_DOWNLOADS_PER_ACCOUNT", () -> StoredDownloadsTest.DOWNLOADS);
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("audio");
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @BeforeEach
    void someoneNew() {
        token = TestIdentity.shared().accessToken().account(account);
        begunAt = Instant.now();
        polly.calm();
        breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
    }

    @AfterEach
    void calm() {
        polly.calm();
        billing.away(false);
    }

    void quota(long charactersPerDay) {
        billing.plan(account, "free", charactersPerDay, Instant.now().plus(Duration.ofDays(7)));
    }

    void pro() {
        billing.plan(account, "pro", 200_000, null);
    }

    HttpResponse<byte[]> synthesize(String text) {
        return synthesize(body(text));
    }

    HttpResponse<byte[]> synthesize(JsonNode body) {
        return send(synthesizing(body.toString()));
    }

    HttpRequest synthesizing(String body) {
        return posted("/api/tts/synthesize", body);
    }

    HttpResponse<byte[]> preview(JsonNode body) {
        return send(posted("/api/tts/synthesize?dry_run=true", body.toString()));
    }

    private HttpRequest posted(String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    ObjectNode body(String text) {
        return json.createObjectNode()
                .put("text", text)
                .put("link", "https://example.com/article")
                .put("language", "en")
                .put("voice", "Joanna");
    }

    HttpRequest.Builder request(String path) {
        return request(port, path);
    }

    HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
                .header("Authorization", token.bearer());
    }

    HttpResponse<byte[]> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    HttpResponse<InputStream> open(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    JsonNode read(HttpResponse<byte[]> response) {
        return json.readTree(response.body());
    }

    String error(HttpResponse<byte[]> response) {
        return response.statusCode() + " " + read(response).path("error").path("code").asString();
    }

    long charactersUsed() {
        return read(get("/api/tts/usage")).path("usage").path("characters").asLong();
    }

    /** feed-service says that anybody may read this text. */
    void publish(String cleaned) {
        publish(cleaned, Instant.now());
    }

    void publish(String cleaned, Instant at) {
        byte[] hash = sha256(cleaned);
        try (KafkaProbe probe = KafkaProbe.fromNow("public-text")) {
            probe.publish(
                    "/feed-service", new TextPublished(HexFormat.of().formatHex(hash), "1", at));
        }
        await().atMost(20, SECONDS)
                .until(() ->
                        jdbc.sql("select exists (select from public_text where text_hash = :hash)")
                                .param("hash", hash)
                                .query(Boolean.class)
                                .single());
    }

    /** Characters of these payers that the facts heard so far tell of, each fact counted once. */
    static long told(KafkaProbe probe, List<UUID> payers) {
        return probe.heard(UsageRecorded.class).stream()
                .filter(fact -> payers.contains(fact.payerId()))
                .collect(
                        Collectors.toMap(
                                UsageRecorded::entryId, UsageRecorded::characters, (a, b) -> a))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A word that is in no other text: equal segments of public texts are shared. */
    static String word() {
        return UUID.randomUUID()
                .toString()
                .replace("-", "")
                .chars()
                .map(one -> one <= '9' ? one - '0' + 'g' : one)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("(none)");
    }

    /** English of a given length in code points, in sentences. */
    static String prose(int characters) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; text.length() < characters; i++) {
            text.append(
                    "The quick brown fox number %d jumps over the lazy dog and runs away. "
                            .formatted(i));
        }
        return text.substring(0, characters - 1) + ".";
    }
}
