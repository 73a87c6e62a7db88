package app.feedtape.tts;

import app.feedtape.test.LoopbackServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** Stands for feed-service: one feed per account with articles, and can be away. */
final class TestFeeds {
    private static final TestFeeds SHARED = new TestFeeds();

    private final Map<UUID, Article> articles = new ConcurrentHashMap<>();
    private final Map<UUID, Feed> feeds = new ConcurrentHashMap<>();
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpServer server;
    private volatile boolean away;

    private record Article(UUID account, String title, String language, String text, int status) {}

    private record Feed(UUID account, List<UUID> unread) {}

    private TestFeeds() {
        server = LoopbackServer.start();
        server.createContext("/internal/", this::answer);
    }

    static TestFeeds shared() {
        return SHARED;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void away(boolean now) {
        away = now;
    }

    UUID article(UUID account, String title, String language, String text) {
        return add(new Article(account, title, language, text, 200));
    }

    /** One that cannot be read aloud. */
    UUID unreadable(UUID account) {
        return add(new Article(account, "", "", "", 422));
    }

    private UUID add(Article article) {
        UUID id = UUID.randomUUID();
        articles.put(id, article);
        return id;
    }

    /** A feed with these unread articles, newest first. */
    UUID feed(UUID account, List<UUID> unread) {
        UUID id = UUID.randomUUID();
        feeds.put(id, new Feed(account, unread));
        return id;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        UUID id = UUID.fromString(path[3]);
        UUID account = UUID.fromString(exchange.getRequestURI().getQuery().replace("account=", ""));
        if (away) {
            send(exchange, 503, Map.of());
        } else if (path[2].equals("feeds")) {
            Feed feed = feeds.get(id);
            boolean known = feed != null && feed.account().equals(account);
            send(exchange, known ? 200 : 404, known ? Map.of("articles", feed.unread()) : Map.of());
        } else {
            article(exchange, id, account);
        }
    }

    private void article(HttpExchange exchange, UUID id, UUID account) throws IOException {
        Article article = articles.get(id);
        if (article == null || !article.account().equals(account)) {
            send(exchange, 404, Map.of());
            return;
        }
        send(
                exchange,
                article.status(),
                Map.of(
                        "id",
                        id,
                        "title",
                        article.title(),
                        "language",
                        article.language(),
                        "text",
                        article.text()));
    }

    private void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
