package app.feedtape.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A world of its own on free ports, and a client that follows no redirect. */
final class TestWorld implements AutoCloseable {

    static final String CALLBACK = "http://localhost:8080/auth/callback/github";
    static final JsonMapper JSON = JsonMapper.builder().build();

    final World world;
    final HttpClient client = HttpClient.newBuilder().build();

    TestWorld(Path data) {
        this(data, Map.of());
    }

    TestWorld(Path data, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("FEEDTAPE_WORLD_PORT", "0");
        environment.put("FEEDTAPE_SMTP_PORT", "0");
        environment.put("FEEDTAPE_VOICE", "tone");
        environment.put("FEEDTAPE_DATA", data.toString());
        environment.put("GITHUB_CLIENT_ID", "the-client");
        environment.put("GITHUB_CLIENT_SECRET", "the-secret");
        environment.put("STRIPE_WEBHOOK_URL", "http://127.0.0.1:9/webhooks/stripe");
        environment.putAll(more);
        world = World.start(WorldSettings.from(environment));
    }

    URI at(String path) {
        return URI.create(world.url() + path);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(at(path), headers).GET());
    }

    HttpResponse<String> postJson(String path, String body) {
        return send(
                request(at(path), "Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> postForm(URI address, Map<String, String> form, String... headers) {
        return send(
                request(address, headers)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encode(form))));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                                + "="
                                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static HttpRequest.Builder request(URI address, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        return headers.length == 0 ? request : request.headers(headers);
    }

    @Override
    public void close() {
        client.shutdownNow();
        world.close();
    }
}
