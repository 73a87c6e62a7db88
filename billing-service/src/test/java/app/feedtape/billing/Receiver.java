package app.feedtape.billing;

import app.feedtape.test.LoopbackServer;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A customer's server, as customers build it: it checks with the official library. */
final class Receiver implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(40);
    static final HttpHandler TAKES = exchange -> answer(exchange, 204, "");

    private final HttpServer server = LoopbackServer.start();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private volatile HttpHandler behaviour = TAKES;

    Receiver() {
        server.createContext("/", this::take);
    }

    record Heard(Map<String, List<String>> headers, String body) {

        String header(String name) {
            return headers.get(name).getFirst();
        }

        String id() {
            return header("webhook-id");
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        /** What the official library says. */
        boolean isSignedWith(String secret) {
            try {
                new Webhook(secret).verify(body, headers);
                return true;
            } catch (WebhookVerificationException forged) {
                return false;
            } catch (Exception unusable) {
                throw new AssertionError(unusable);
            }
        }
    }

    String url() {
        return "http://127.0.0.1:%d/hooks".formatted(server.getAddress().getPort());
    }

    /** From now on. */
    Receiver behave(HttpHandler how) {
        behaviour = how;
        return this;
    }

    static HttpHandler answers(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            answer(exchange, status, body);
        };
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(exchange.getRequestHeaders());
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpHandler now = behaviour;
        heard.add(new Heard(headers, new String(body, StandardCharsets.UTF_8)));
        now.handle(exchange);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    List<Heard> heard() {
        return heard;
    }

    List<Heard> await(int number) {
        org.awaitility.Awaitility.await("heard " + number)
                .atMost(PATIENCE)
                .until(() -> heard.size() >= number);
        return heard;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
