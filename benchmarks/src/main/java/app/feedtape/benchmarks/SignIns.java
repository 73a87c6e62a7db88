package app.feedtape.benchmarks;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A login storm: what it does to sign-ins, and to somebody who only asks whether anybody is there.
 * An unknown address costs as much as a wrong password, so that nobody has to be registered.
 */
final class SignIns {

    private static final Duration WHILE = Duration.ofSeconds(15);
    private static final int STORM = 100;
    private static final String LOGIN = "/auth/login";

    private SignIns() {}

    static void measure(Stack stack, Report report) {
        Client client = new Client(stack.gateway());
        int probe = attempt(client);
        if (probe != 401) {
            report.skip("sign-in by password", "the first attempt was answered with " + probe);
            return;
        }
        Load.forAWhile(2, Duration.ofSeconds(5), caller -> attempt(client));
        report.add(
                "sign-in by password, 1 caller (baseline)",
                Load.forAWhile(1, WHILE, caller -> attempt(client)),
                "each the whole cost of a hash");
        report.add(
                "sign-in by password, 2 callers",
                Load.forAWhile(2, WHILE, caller -> attempt(client)),
                "");
        report.add(
                "GET /health, 1 caller, nobody signs in (baseline)",
                Load.forAWhile(1, WHILE, caller -> client.get("/health").statusCode()),
                "");
        CompletableFuture<Load.Result> storm =
                CompletableFuture.supplyAsync(
                        () -> Load.forAWhile(STORM, WHILE, caller -> attempt(client)),
                        task -> Thread.ofPlatform().daemon().start(task));
        Load.Result health = Load.forAWhile(1, WHILE, caller -> client.get("/health").statusCode());
        report.add(
                "sign-in by password, storm of " + STORM + " callers",
                storm.join(),
                "503 or 429 is the bound on parallel hashes at work");
        report.add("GET /health, 1 caller, during the storm", health, "");
    }

    private static int attempt(Client client) {
        return client.post(
                        LOGIN,
                        "{\"email\":\"%s@listeners.example\",\"password\":\"Wrong-Password-%s\"}"
                                .formatted(UUID.randomUUID(), "1"))
                .statusCode();
    }
}
