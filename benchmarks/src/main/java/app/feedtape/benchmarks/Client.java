package app.feedtape.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the gateway, each request from an address of its own, as behind a load balancer. */
final class Client {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final URI gateway;

    Client(URI gateway) {
        this.gateway = gateway;
    }

    /** What a sign-in gave. */
    record Tokens(String access, String refresh) {
        @Override
        public String toString() {
            return "Tokens[hidden]";
        }
    }

    private static String address() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "10.%d.%d.%d"
                .formatted(random.nextInt(256), random.nextInt(256), random.nextInt(1, 255));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("X-Forwarded-For", address());
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<String> get(String path, String token) {
        return send(request(path).header("Authorization", "Bearer " + token).build());
    }

    /**
     * @param headers names and values in turn
     */
    HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        for (int at = 0; at < headers.length; at += 2) {
            request.setHeader(headers[at], headers[at + 1]);
        }
        return send(request.build());
    }

    HttpResponse<String> refresh(String token) {
        return post("/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    /** Somebody new signs in through GitHub on the phone. */
    Tokens signIn() {
        URI provider = location(get("/auth/oauth/github?mobile=true"));
        String somebody = "&login_hint=" + UUID.randomUUID() + "%40listeners.example";
        URI callback =
                location(send(HttpRequest.newBuilder(URI.create(provider + somebody)).build()));
        URI deepLink = location(get(callback.getRawPath() + "?" + callback.getRawQuery()));
        Map<String, String> answer =
                Stream.of(deepLink.getRawQuery().split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(
                                Collectors.toMap(
                                        pair -> pair[0],
                                        pair ->
                                                URLDecoder.decode(
                                                        pair[1], StandardCharsets.UTF_8)));
        return new Tokens(
                answer.getOrDefault("token", ""), answer.getOrDefault("refresh_token", ""));
    }

    private static URI location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .map(URI::create)
                .orElseThrow(() -> new IllegalStateException(answer + " " + answer.body()));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(request.uri().toString(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
