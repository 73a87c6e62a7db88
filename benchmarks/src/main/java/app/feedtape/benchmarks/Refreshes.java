package app.feedtape.benchmarks;

import app.feedtape.benchmarks.Client.Tokens;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What an app does that wakes up: fifty requests find their access token expired and refresh with
 * one token. Beside it fifty sessions that refresh once each, which share nothing.
 */
final class Refreshes {

    private static final int CALLERS = 50;
    private static final int WARM_UP = 10;
    private static final int ROUNDS = 40;

    private Refreshes() {}

    static void measure(Stack stack, Report report) {
        Client client = new Client(stack.gateway());
        eachItsOwn(client, WARM_UP);
        oneToken(client, WARM_UP);
        report.add(
                "refresh, 50 at once, each a token of its own (baseline)",
                eachItsOwn(client, ROUNDS),
                ROUNDS + " rounds");
        Set<String> rotations = ConcurrentHashMap.newKeySet();
        Load.Result together = oneToken(client, ROUNDS, rotations);
        report.add(
                "refresh, 50 at once, all the same token",
                together,
                "%d rounds, %d rotations".formatted(ROUNDS, rotations.size()));
    }

    private static Load.Result eachItsOwn(Client client, int rounds) {
        AtomicReferenceArray<String> tokens = new AtomicReferenceArray<>(CALLERS);
        for (int caller = 0; caller < CALLERS; caller++) {
            tokens.set(caller, client.signIn().refresh());
        }
        List<Load.Result> results = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            results.add(
                    Load.once(
                            CALLERS,
                            caller -> {
                                HttpResponse<String> answer = client.refresh(tokens.get(caller));
                                tokens.set(caller, successor(answer));
                                return answer.statusCode();
                            }));
        }
        return Load.Result.together(results);
    }

    private static void oneToken(Client client, int rounds) {
        oneToken(client, rounds, ConcurrentHashMap.newKeySet());
    }

    private static Load.Result oneToken(Client client, int rounds, Set<String> rotations) {
        Tokens signedIn = client.signIn();
        String token = signedIn.refresh();
        List<Load.Result> results = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            String held = token;
            Set<String> successors = ConcurrentHashMap.newKeySet();
            results.add(
                    Load.once(
                            CALLERS,
                            caller -> {
                                HttpResponse<String> answer = client.refresh(held);
                                successors.add(successor(answer));
                                return answer.statusCode();
                            }));
            rotations.addAll(successors);
            token = successors.iterator().next();
        }
        return Load.Result.together(results);
    }

    private static String successor(HttpResponse<String> answer) {
        return Client.json(answer).path("refresh_token").asString("");
    }
}
