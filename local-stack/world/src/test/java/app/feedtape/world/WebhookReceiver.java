package app.feedtape.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of webhooks that can refuse the first few. */
final class WebhookReceiver implements AutoCloseable {

    record Delivery(String signature, String body) {}

    final List<Delivery> taken = new CopyOnWriteArrayList<>();
    final AtomicInteger refusals = new AtomicInteger();
    private final HttpServer server;

    WebhookReceiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (!refused) {
            taken.add(
                    new Delivery(exchange.getRequestHeaders().getFirst("Stripe-Signature"), body));
        }
        exchange.sendResponseHeaders(refused ? 503 : 200, -1);
        exchange.close();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/stripe";
    }

    List<String> types() {
        return taken.stream()
                .map(delivery -> TestWorld.JSON.readTree(delivery.body()).path("type").asString())
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
