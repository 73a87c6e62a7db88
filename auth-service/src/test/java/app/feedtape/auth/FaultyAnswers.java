package app.feedtape.auth;

import app.feedtape.auth.FakeGitHub.Fault;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a provider's server goes wrong. */
final class FaultyAnswers {

    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch silence = new CountDownLatch(0);

    void failWith(Fault next) {
        silence.countDown();
        silence = new CountDownLatch(1);
        fault = next;
    }

    boolean isOn() {
        return fault != Fault.NONE;
    }

    void answer(HttpExchange exchange) throws IOException {
        switch (fault) {
            case NONE -> throw new IllegalStateException();
            case STATUS_500 -> json(exchange, 500, "{}");
            case HTML -> json(exchange, 200, "<html>unicorn</html>");
            case REDIRECT -> {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                json(exchange, 302, "");
            }
            case ENDLESS -> json(exchange, 200, "[\"" + "x".repeat(10_000_000) + "\"]");
            case SILENT -> await();
            case DRIPPING -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                await();
            }
        }
        exchange.close();
    }

    private void await() {
        try {
            silence.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
        exchange.close();
    }
}
