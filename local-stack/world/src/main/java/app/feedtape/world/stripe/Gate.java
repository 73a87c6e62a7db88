package app.feedtape.world.stripe;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Routes;
import app.feedtape.world.web.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every API call passes: the key, the idempotency key, one transaction on the books, errors in
 * Stripe's shape.
 */
final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** One API call: the object to answer, or a {@link StripeProblem}. */
    @FunctionalInterface
    interface Call {
        ObjectNode answer(Parameters given, Exchange exchange);
    }

    private final String apiKey;
    private final Books books;
    private final Expansion expansion;
    private volatile Fault fault = new Fault(500, new AtomicInteger(), "", false);

    Gate(String apiKey, Books books) {
        this.apiKey = apiKey;
        this.books = books;
        this.expansion = new Expansion(books);
    }

    /**
     * What the next calls are answered with instead.
     *
     * @param kept whether it befalls only calls with a key, after they had begun: Stripe gives that
     *     answer again to whoever comes with the key
     */
    private record Fault(int status, AtomicInteger left, String path, boolean kept) {

        boolean strikes(String requestPath) {
            return requestPath.startsWith("/stripe/v1" + path)
                    && left.getAndUpdate(times -> Math.max(0, times - 1)) > 0;
        }
    }

    void failNext(int status, int times, String path, boolean kept) {
        fault = new Fault(status, new AtomicInteger(times), path, kept);
    }

    Routes.Handler open(Call call) {
        return exchange -> run(exchange, call);
    }

    private void run(Exchange exchange, Call call) throws IOException {
        String requestId = Tokens.random("req_", 14);
        exchange.header("Request-Id", requestId);
        exchange.header("Stripe-Version", Events.API_VERSION);
        try {
            authorize(exchange);
            Fault next = fault;
            if (!next.kept() && next.strikes(exchange.requestPath())) {
                throw StripeProblem.badDay(next.status());
            }
            Parameters given = new Parameters(exchange.parameters());
            ObjectNode answer = books.with(() -> answerOnce(exchange, given, call, requestId));
            exchange.json(200, answer);
        } catch (StripeProblem problem) {
            exchange.json(problem.status(), problem.body(requestId));
        } catch (RuntimeException failure) {
            LOG.error("{} {} failed", exchange.method(), exchange.requestPath(), failure);
            exchange.json(500, StripeProblem.failed().body(requestId));
        }
    }

    private void authorize(Exchange exchange) {
        String header = exchange.requestHeader("Authorization").orElse("");
        String given = "";
        if (header.startsWith("Bearer ")) {
            given = header.substring(7).strip();
        } else if (header.startsWith("Basic ")) {
            given = userOf(header.substring(6).strip());
        }
        if (given.isEmpty()) {
            throw StripeProblem.unauthorized(
                    "You did not provide an API key. You need to provide your API key in the "
                            + "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
        }
        if (!Tokens.same(apiKey, given)) {
            String end = given.length() > 12 ? given.substring(given.length() - 4) : "";
            throw StripeProblem.unauthorized("Invalid API Key provided: ********" + end);
        }
    }

    private static String userOf(String basic) {
        try {
            return new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8)
                    .split(":", 2)[0];
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    /**
     * Only answers that had an effect are kept, and failures on the way to one: a refused request
     * may be corrected and sent again under its key.
     */
    private ObjectNode answerOnce(
            Exchange exchange, Parameters given, Call call, String requestId) {
        Optional<String> key =
                exchange.requestHeader("Idempotency-Key")
                        .filter(_ -> exchange.method().equals("POST"));
        if (key.isEmpty()) {
            return answer(exchange, given, call, requestId, null);
        }
        exchange.header("Idempotency-Key", key.get());
        String fingerprint = fingerprint(exchange, given);
        Optional<ObjectNode> before = books.answer(key.get());
        if (before.isPresent()) {
            if (!before.get().path("fingerprint").asString("").equals(fingerprint)) {
                throw StripeProblem.otherParameters(key.get());
            }
            exchange.header("Idempotent-Replayed", "true");
            exchange.header("Original-Request", before.get().path("request").asString(""));
            if (before.get().has("failed")) {
                throw keptFailure(exchange, before.get().path("failed").asInt());
            }
            return (ObjectNode) before.get().path("body");
        }
        ObjectNode kept = Json.MAPPER.createObjectNode().put("at", books.now());
        kept.put("fingerprint", fingerprint).put("request", requestId);
        Fault next = fault;
        if (next.kept() && next.strikes(exchange.requestPath())) {
            books.keepAnswer(key.get(), kept.put("failed", next.status()));
            throw keptFailure(exchange, next.status());
        }
        ObjectNode answer = answer(exchange, given, call, requestId, key.get());
        kept.set("body", answer);
        books.keepAnswer(key.get(), kept);
        return answer;
    }

    /** The library would only hear the same again. */
    private static StripeProblem keptFailure(Exchange exchange, int status) {
        exchange.header("Stripe-Should-Retry", "false");
        return StripeProblem.badDay(status);
    }

    private ObjectNode answer(
            Exchange exchange,
            Parameters given,
            Call call,
            String requestId,
            @Nullable String key) {
        ObjectNode request =
                Json.MAPPER.createObjectNode().put("id", requestId).put("idempotency_key", key);
        return ScopedValue.where(Events.REQUEST, request)
                .call(() ->
                        expansion.apply(
                                Books.shown(call.answer(given, exchange)), given.list("expand")));
    }

    private static String fingerprint(Exchange exchange, Parameters given) {
        String text =
                exchange.method()
                        + " "
                        + exchange.requestPath()
                        + " "
                        + new TreeMap<>(given.values());
        return HexFormat.of().formatHex(Tokens.sha256(text));
    }
}
