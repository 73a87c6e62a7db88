package app.feedtape.admin;

import app.feedtape.test.LoopbackServer;
import app.feedtape.test.TestIdentity;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The other rooms as admin-service meets them: real keys and tokens, and orders answered as told.
 */
public final class FakeServices {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final HttpServer server;
    public final List<String> tokenRequests = new CopyOnWriteArrayList<>();
    public final List<String> orders = new CopyOnWriteArrayList<>();
    public volatile boolean knowsOperator = true;
    public volatile int status = 200;
    public volatile String answer = "{}";

    FakeServices() {
        server = LoopbackServer.start();
        server.createContext("/.well-known/jwks.json", exchange -> relay(exchange, ""));
        server.createContext("/internal/service-tokens", this::serviceToken);
        server.createContext("/internal/", this::order);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void reset() {
        tokenRequests.clear();
        orders.clear();
        knowsOperator = true;
        status = 200;
        answer = "{}";
    }

    private void serviceToken(HttpExchange exchange) throws IOException {
        String body = body(exchange);
        tokenRequests.add(body);
        if (!knowsOperator) {
            give(exchange, 403, "{\"error\":{\"code\":\"FORBIDDEN\",\"message\":\"no\"}}");
            return;
        }
        relay(exchange, body);
    }

    private void order(HttpExchange exchange) throws IOException {
        orders.add(
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI()
                        + " "
                        + body(exchange));
        give(exchange, status, answer);
    }

    private static void relay(HttpExchange exchange, String body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        TestIdentity.shared().url().resolve(exchange.getRequestURI().getPath()));
        String credentials = exchange.getRequestHeaders().getFirst("Authorization");
        if (credentials != null) {
            request.header("Authorization", credentials);
        }
        try {
            HttpResponse<String> answer =
                    HTTP.send(
                            request.method(
                                            exchange.getRequestMethod(),
                                            HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            give(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void give(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
