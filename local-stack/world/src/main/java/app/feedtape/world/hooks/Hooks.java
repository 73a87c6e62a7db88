package app.feedtape.world.hooks;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Routes;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /hooks}: any address below it takes what is sent to {@code /api/webhooks} endpoints, and
 * shows it. Kept in memory: it is for looking, and every name may be told to answer otherwise.
 */
public final class Hooks {

    private static final int MOST = 500;
    private static final int TAKEN = 204;

    private final Clock clock;
    private final Deque<Received> received = new ArrayDeque<>();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();

    public Hooks(Clock clock) {
        this.clock = clock;
    }

    /** One delivery as it came, its signature unchecked: the secret is the developer's. */
    record Received(
            @JsonProperty("received_at") String receivedAt,
            @JsonProperty("name") String name,
            @JsonProperty("id") String id,
            @JsonProperty("timestamp") String timestamp,
            @JsonProperty("signature") String signature,
            @JsonProperty("answered") int answered,
            @JsonProperty("body") String body) {}

    public void mount(Routes routes) {
        routes.get("/hooks", this::show);
        routes.post("/hooks/{name}", this::take);
        routes.post("/hooks/{name}/_answer", this::answer);
        routes.get(
                "/hooks/{name}/_received",
                exchange -> exchange.json(200, newestFirst(exchange.path("name"))));
    }

    private void take(Exchange exchange) throws IOException {
        String name = exchange.path("name");
        int status = answers.getOrDefault(name, TAKEN);
        Received one =
                new Received(
                        clock.instant().toString(),
                        name,
                        exchange.requestHeader("webhook-id").orElse(""),
                        exchange.requestHeader("webhook-timestamp").orElse(""),
                        exchange.requestHeader("webhook-signature").orElse(""),
                        status,
                        exchange.bodyText());
        synchronized (received) {
            received.addFirst(one);
            while (received.size() > MOST) {
                received.removeLast();
            }
        }
        exchange.empty(status);
    }

    /** {@code POST {"status"}}: what deliveries to this name are answered with from now on. */
    private void answer(Exchange exchange) throws IOException {
        int status = exchange.body().path("status").asInt(TAKEN);
        answers.put(exchange.path("name"), status);
        exchange.json(200, Map.of("status", status));
    }

    private List<Received> newestFirst(String name) {
        return all().stream().filter(one -> one.name().equals(name)).toList();
    }

    private List<Received> all() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    private void show(Exchange exchange) throws IOException {
        Html rows =
                Html.each(
                        all(),
                        one ->
                                Html.of(
                                        "<tr><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td><td><code>{}</code></td></tr>",
                                        one.receivedAt(),
                                        one.name(),
                                        one.answered(),
                                        one.id(),
                                        one.body()));
        exchange.page(
                200,
                Page.of(
                        "Webhooks",
                        Html.of(
                                """
                                <p>Register <code>/hooks/ANY-NAME</code> of this address with <code>POST /api/webhooks</code>;
                                what is delivered stands here, the newest first.</p>
                                <table><tr><th>received</th><th>to</th><th>answered</th><th>webhook-id</th><th>body</th></tr>{}</table>
                                """,
                                rows)));
    }
}
