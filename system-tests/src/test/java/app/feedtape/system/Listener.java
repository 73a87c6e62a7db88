package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person with the mobile app: knows the gateway's address and, once signed in, two tokens. */
final class Listener {

    static final JsonMapper JSON = JsonMapper.shared();
    private static final RandomGenerator RANDOM = new SecureRandom();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final URI gateway;
    private final String address = anyAddress();
    private String accessToken = "";
    private String refreshToken = "";

    Listener(URI gateway) {
        this.gateway = gateway;
    }

    /** An address of nobody else's: calls without a token are counted by where they come from. */
    static String anyAddress() {
        return "10.%d.%d.%d"
                .formatted(RANDOM.nextInt(256), RANDOM.nextInt(256), RANDOM.nextInt(1, 255));
    }

    /** Somebody who has signed in through GitHub on the phone. */
    static Listener signedIn(RunningSystem system, String email) {
        Listener listener = new Listener(system.gateway());
        listener.signIn(email);
        return listener;
    }

    void signIn(String email) {
        accessToken = "";
        URI provider = location(get("/auth/oauth/github?mobile=true"));
        URI callback =
                redirect(
                        URI.create(
                                provider
                                        + "&login_hint="
                                        + URLEncoder.encode(email, StandardCharsets.UTF_8)));
        Map<String, String> answer =
                query(location(get(callback.getRawPath() + "?" + callback.getRawQuery())));
        assertThat(answer).containsKeys("token", "refresh_token", "expires_in");
        accessToken = answer.get("token");
        refreshToken = answer.get("refresh_token");
    }

    /** Sets up an authenticator app; from then on this session has shown both factors. */
    void setUpSecondFactor() {
        String secret = json(post("/auth/two-factor", ""), 200).path("secret").asString();
        String code = AuthenticatorApp.code(secret, Instant.now());
        JsonNode confirmed =
                json(post("/auth/two-factor/confirm", "{\"code\":\"" + code + "\"}"), 200);
        accessToken = confirmed.path("token").asString();
    }

    /** One step of a redirect chain, as a browser would take it. */
    static URI redirect(URI from) {
        return redirect(HttpRequest.newBuilder(from));
    }

    static URI redirect(HttpRequest.Builder from) {
        return location(send(from.build()));
    }

    private static URI location(HttpResponse<String> answer) {
        assertThat(answer.statusCode())
                .as("%s: %s", answer.uri(), answer.body())
                .isIn(302, 303, 307);
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    static Map<String, String> query(URI address) {
        return Stream.of(address.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.toMap(
                                pair -> pair[0],
                                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    String accessToken() {
        return accessToken;
    }

    String refreshToken() {
        return refreshToken;
    }

    /** A request to the gateway with this person's token. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(Duration.ofSeconds(60))
                        .header("X-Forwarded-For", address);
        return accessToken.isEmpty()
                ? request
                : request.header("Authorization", "Bearer " + accessToken);
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<String> send(String method, String path, String json) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(json))
                        .build());
    }

    HttpResponse<String> post(String path, String json) {
        return send("POST", path, json);
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** Asks for speech and takes the sound. */
    HttpResponse<byte[]> speak(String json) {
        try {
            return HTTP.send(
                    request("/api/tts/synthesize")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(json))
                            .build(),
                    BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    JsonNode me() {
        return json(get("/api/me"), 200);
    }

    /** The body as JSON, after the status was as expected. */
    static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as("%s: %s", answer.uri(), answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
