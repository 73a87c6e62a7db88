package app.feedtape.benchmarks;

import java.net.http.HttpResponse;
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
    private static final String KEYS = "/.well-known/jwks.json";

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
        String first = client.signIn().refresh();
        String second = client.signIn().refresh();
        others(client, report, first, "nobody signs in (baseline)");
        CompletableFuture<Load.Result> storm =
                CompletableFuture.supplyAsync(
                        () ->
                                Load.forAWhile(
                                        STORM, WHILE.plusSeconds(3), caller -> attempt(client)),
                        task -> Thread.ofPlatform().daemon().start(task));
        others(client, report, second, "during the storm");
        report.add(
                "sign-in by password, storm of " + STORM + " callers, none of whom waits",
                storm.join(),
                "503 or 429 is the bound on parallel hashes at work");
    }

    /** Somebody else meanwhile: whether anybody is there, the keys, and a refresh. */
    private static void others(Client client, Report report, String signedIn, String when) {
        Duration each = WHILE.dividedBy(3);
        report.add(
                "GET /health, 1 caller, " + when,
                Load.forAWhile(1, each, caller -> client.get("/health").statusCode()),
                "");
        report.add(
                "GET /.well-known/jwks.json, 1 caller, " + when,
                Load.forAWhile(1, each, caller -> client.get(KEYS).statusCode()),
                "");
        String[] token = {signedIn};
        report.add(
                "refresh, 1 caller, " + when,
                Load.forAWhile(
                        1,
                        each,
                        caller -> {
                            HttpResponse<String> answer = client.refresh(token[0]);
                            if (answer.statusCode() == 200) {
                                token[0] = Client.json(answer).path("refresh_token").asString();
                            }
                            return answer.statusCode();
                        }),
                "");
    }

    private static int attempt(Client client) {
        return client.post(
                        LOGIN,
                        "{\"email\":\"%s@listeners.example\",\"password\":\"Wrong-Password-%s\"}"
                                .formatted(UUID.randomUUID(), "1"))
                .statusCode();
    }
}
