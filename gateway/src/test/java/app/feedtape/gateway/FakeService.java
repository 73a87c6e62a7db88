package app.feedtape.gateway;

import app.feedtape.test.LoopbackServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service behind the gateway that answers as told and remembers what reached it. */
public final class FakeService {

    /** One request as it arrived; header names are in lower case. */
    public record Seen(String method, String uri, Map<String, List<String>> headers, byte[] body) {
        public String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? "" : String.join(",", values);
        }
    }

    /** How a request is answered; the body has not been read when it is raw. */
    @FunctionalInterface
    public interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    public FakeService() {
        server = LoopbackServer.start();
        server.createContext("/", this::serve);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers one method and path, until told otherwise. */
    public void answer(String method, String path, Answer answer) {
        answers.put(method + " " + path, answer);
    }

    public void json(String method, String path, int status, String body) {
        answer(method, path, exchange -> json(exchange, status, body));
    }

    public List<Seen> seen(String uriPart) {
        return seen.stream().filter(request -> request.uri().contains(uriPart)).toList();
    }

    public Seen last(String uriPart) {
        return seen(uriPart).getLast();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Answer answer =
                answers.get(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        Map<String, List<String>> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(), List.copyOf(values)));
        byte[] body = {};
        if (!(answer instanceof Raw)) {
            body = exchange.getRequestBody().readAllBytes();
        }
        seen.add(
                new Seen(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        headers,
                        body));
        try (exchange) {
            if (answer == null) {
                json(
                        exchange,
                        200,
                        "{\"echo\":\"%s\"}".formatted(exchange.getRequestURI().getPath()));
            } else {
                answer.give(exchange);
            }
        }
    }

    /** An answer that wants to read the body itself, or not at all. */
    public interface Raw extends Answer {}

    public static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
