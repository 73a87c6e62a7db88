package app.feedtape.benchmarks;

import java.time.Duration;

/** The keys that verifiers fetch, beside the cheapest answer the gateway has. */
final class PublishedKeys {

    private static final int CALLERS = 8;
    private static final Duration WHILE = Duration.ofSeconds(10);

    private PublishedKeys() {}

    static void measure(Stack stack, Report report) {
        Client client = new Client(stack.gateway());
        for (String path : new String[] {"/health", "/.well-known/jwks.json"}) {
            Load.forAWhile(CALLERS, Duration.ofSeconds(3), caller -> client.get(path).statusCode());
        }
        report.add(
                "GET /health, 8 callers (baseline)",
                Load.forAWhile(CALLERS, WHILE, caller -> client.get("/health").statusCode()),
                "");
        report.add(
                "GET /.well-known/jwks.json, 8 callers",
                Load.forAWhile(
                        CALLERS,
                        WHILE,
                        caller -> client.get("/.well-known/jwks.json").statusCode()),
                "");
    }
}
