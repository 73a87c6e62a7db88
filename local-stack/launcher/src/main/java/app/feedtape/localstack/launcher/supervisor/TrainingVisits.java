package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.ServiceEnvironment;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The traffic a cache is learnt from: a start that served a few requests is worth much more than a
 * bare one.
 *
 * @param own variables that keep a copy away from what the running stack uses
 */
record TrainingVisits(
        StackSettings settings, Secrets secrets, Map<String, String> own, BooleanSupplier goesOn) {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int ROUNDS = 20;

    /** A visit that is still to be paid. */
    record Visit(
            Map<String, String> variables,
            URI readiness,
            List<URI> addresses,
            BooleanSupplier goesOn) {
        /** Says whether the copy became ready. */
        boolean pay(Process copy) throws InterruptedException {
            try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                boolean ready = false;
                while (canGoOn(copy) && !ready && System.nanoTime() < deadline) {
                    Thread.sleep(Duration.ofMillis(200));
                    ready = status(http, readiness) == 200;
                }
                for (int round = 0; round < ROUNDS && canGoOn(copy); round++) {
                    for (URI address : addresses) {
                        status(http, address);
                    }
                }
                return ready;
            }
        }

        private boolean canGoOn(Process copy) {
            return copy.isAlive() && goesOn.getAsBoolean();
        }

        private static int status(HttpClient http, URI address) throws InterruptedException {
            try {
                var request =
                        HttpRequest.newBuilder(address)
                                .timeout(Duration.ofSeconds(5))
                                .header("Authorization", "Bearer not.a.token")
                                .build();
                return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
            } catch (IOException notYet) {
                return 0;
            }
        }
    }

    Visit to(Layout layout) {
        return Room.named(layout.name()).map(this::room).orElseGet(this::world);
    }

    private Visit room(Room room) {
        var variables = new HashMap<>(new ServiceEnvironment(settings, secrets).of(room));
        variables.putAll(own);
        int port = Ports.free();
        int management = Ports.free();
        variables.put("PORT", Integer.toString(port));
        variables.put("MANAGEMENT_PORT", Integer.toString(management));
        var readiness =
                URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(management));
        return new Visit(variables, readiness, addresses(port, paths(room)), goesOn);
    }

    private Visit world() {
        var variables = new HashMap<>(new ServiceEnvironment(settings, secrets).ofWorld());
        variables.putAll(own);
        int port = Ports.free();
        variables.put("FEEDTAPE_WORLD_PORT", Integer.toString(port));
        variables.put("FEEDTAPE_SMTP_PORT", Integer.toString(Ports.free()));
        variables.put("FEEDTAPE_VOICE", "tone");
        var addresses =
                addresses(
                        port,
                        List.of("/", "/mail", "/mail/messages", "/clock", "/polly/v1/voices"));
        return new Visit(
                variables,
                URI.create("http://127.0.0.1:%d/clock".formatted(port)),
                addresses,
                goesOn);
    }

    private static List<URI> addresses(int port, List<String> paths) {
        return paths.stream()
                .map(path -> URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .toList();
    }

    private static List<String> paths(Room room) {
        return switch (room) {
            case AUTH -> List.of("/.well-known/jwks.json", "/auth/oauth/github", "/api/me");
            case BILLING -> List.of("/api/subscription/plans", "/api/subscription/me");
            case FEED -> List.of("/api/feed-suggestions", "/api/feeds");
            case TTS -> List.of("/api/tts/voices", "/api/tts/usage");
            case ADMIN -> List.of("/api/admin/users");
            case GATEWAY ->
                    List.of(
                            "/health",
                            "/api/me",
                            "/api/subscription/plans",
                            "/api/feed-suggestions");
        };
    }
}
