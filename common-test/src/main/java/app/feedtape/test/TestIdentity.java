package app.feedtape.test;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Stands for auth-service where another service is tested: publishes real keys, issues real tokens,
 * and hands out service tokens. It signs anything, so that forgeries can be made as well.
 */
public final class TestIdentity {
    public static final String ISSUER = "http://localhost:8080";
    public static final String API_AUDIENCE = "feedtape-api";
    public static final String SERVICE_SECRET = "a-service-secret-of-tests-0123456789";

    /** What every service under test seals its decisions with. */
    public static final String DECISION_SECRET = "rpXyt6uY02FeLGimLjDPFMjd+5xhRGkuZ5o7Lq1Ic7Y=";

    private static final Pattern AUDIENCE = Pattern.compile("\"audience\"\\s*:\\s*\"([a-z-]+)\"");
    private static final TestIdentity SHARED = new TestIdentity();

    private final HttpServer server;
    private final Map<String, String> parts = new ConcurrentHashMap<>();
    private final ECKey key = newKey("test-key-1");
    private final ECKey nextKey = newKey("test-key-2");
    private volatile Clock clock = Clock.systemUTC();

    private TestIdentity() {
        server = LoopbackServer.start();
        server.createContext("/.well-known/jwks.json", this::keys);
        server.createContext("/internal/service-tokens", this::serviceTokens);
        server.createContext("/internal/exports/", this::takePart);
        server.createContext("/internal/standing", TestIdentity::standing);
    }

    /** The one of this test JVM, which every service under test trusts. */
    public static TestIdentity shared() {
        return SHARED;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * An access token for somebody new who has shown two factors, free plan, valid for an hour;
     * change what the test is about.
     */
    public TestToken accessToken() {
        return TestToken.access(key, clock);
    }

    /** What a service shows another one on `/internal/**`; `caller` without the prefix `svc:`. */
    public TestToken serviceToken(String caller, String audience) {
        return TestToken.service(key, clock, caller, audience);
    }

    /** The second published key: what a token looks like after a rotation. */
    public ECKey nextKey() {
        return nextKey;
    }

    /** A key nobody publishes, under any id: for forgeries. */
    public static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a service has handed in as its part of an export, by task; empty before it has. */
    public Optional<String> part(UUID taskId, String service) {
        return Optional.ofNullable(parts.get(taskId + "/" + service));
    }

    private void takePart(HttpExchange exchange) throws IOException {
        var of = exchange.getRequestURI().getPath().substring("/internal/exports/".length());
        parts.put(of, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    void issueBy(Clock clock) {
        this.clock = clock;
    }

    private void keys(HttpExchange exchange) throws IOException {
        answer(exchange, 200, new JWKSet(List.of(key, nextKey)).toString(true));
    }

    /** Everybody may act, for whoever cannot rely on facts on a slow machine. */
    private static void standing(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                "{\"status\":\"active\",\"roles\":[\"listener\"],\"session_over\":false}");
    }

    private void serviceTokens(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var audience = AUDIENCE.matcher(body);
        var credentials = credentials(exchange);
        if (!audience.find() || !credentials.endsWith(":" + SERVICE_SECRET)) {
            answer(exchange, 401, "{}");
            return;
        }
        var caller = credentials.substring(0, credentials.indexOf(':'));
        answer(
                exchange,
                200,
                "{\"token\":\"%s\",\"expires_in\":300}"
                        .formatted(serviceToken(caller, audience.group(1)).sign()));
    }

    private static String credentials(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        return header == null || !header.startsWith("Basic ")
                ? ""
                : new String(
                        Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
