package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as an app sees it. Never follows a redirect by itself. */
public final class Api {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    Api(String base) {
        this.base = base;
    }

    public record Pair(String token, String refreshToken, long expiresIn) {
        public String claim(String name) {
            return claims().path(name).asString("");
        }

        public JsonNode claims() {
            byte[] payload = java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]);
            return JSON.readTree(payload);
        }
    }

    public record Answer(int status, String body, HttpResponse<String> response) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String code() {
            return json().path("error").path("code").asString("");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public Pair pair() {
            assertThat(status).as(body).isEqualTo(200);
            return new Pair(
                    json().path("token").asString(),
                    json().path("refresh_token").asString(),
                    json().path("expires_in").asLong());
        }

        public Answer is(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }

        public Answer is(int expected, String code) {
            is(expected);
            assertThat(code()).isEqualTo(code);
            return this;
        }
    }

    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public Answer post(String path, String body, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    /** A form, as OAuth 2.0 clients send it. */
    public Answer form(String path, String form, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)));
    }

    public Answer put(String path, String body, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)));
    }

    public Answer patch(String path, String body, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(body)));
    }

    public Answer head(String path, String... headers) {
        return send(request(path, headers).method("HEAD", BodyPublishers.noBody()));
    }

    /** Any method with a body. */
    public Answer send(String method, String path, String body, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)));
    }

    public Answer delete(String path, String... headers) {
        return send(request(path, headers).DELETE());
    }

    public Answer deleteWith(String path, String body, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .method("DELETE", BodyPublishers.ofString(body)));
    }

    public Answer refresh(String refreshToken) {
        return post("/auth/refresh", "{\"refresh_token\":\"%s\"}".formatted(refreshToken));
    }

    public Answer logout(String refreshToken, String... headers) {
        return post("/auth/logout", "{\"refresh_token\":\"%s\"}".formatted(refreshToken), headers);
    }

    public Answer me(Pair pair) {
        return get("/api/me", bearer(pair));
    }

    public static String[] bearer(Pair pair) {
        return new String[] {"Authorization", "Bearer " + pair.token()};
    }

    /** Goes to the provider and comes back to the callback, without the browser's cookie. */
    public Answer comeBack(FakeGitHub gitHub, FakeGitHub.Person person, String begin) {
        Answer away = get(begin).is(302);
        return get("/auth/callback/github?" + gitHub.agree(away.header("Location"), person));
    }

    /** The way back as the provider's kind of answer: a redirect, or Apple's form. */
    Answer comeBack(FakeOpenId provider, String agreed, String... headers) {
        String path = "/auth/callback/" + provider.name();
        return provider.name().equals("apple")
                ? form(path, agreed, headers)
                : get(path + "?" + agreed, headers);
    }

    public Pair signInOnThePhone(FakeGitHub gitHub, FakeGitHub.Person person) {
        Answer back = comeBack(gitHub, person, "/auth/oauth/github?mobile=true").is(302);
        Map<String, String> link = deepLink(back);
        return new Pair(
                link.get("token"),
                link.get("refresh_token"),
                Long.parseLong(link.get("expires_in")));
    }

    public static Map<String, String> deepLink(Answer answer) {
        String location = answer.header("Location");
        assertThat(location).startsWith("feedtape://auth/callback?");
        return FakeGitHub.query(location.substring(location.indexOf('?') + 1));
    }

    /** A service token, as other services get it. */
    public String serviceToken(String caller, String secret, String audience) {
        String basic =
                java.util.Base64.getEncoder().encodeToString((caller + ":" + secret).getBytes());
        return post(
                        "/internal/service-tokens",
                        "{\"audience\":\"%s\"}".formatted(audience),
                        "Authorization",
                        "Basic " + basic)
                .is(200)
                .json()
                .path("token")
                .asString();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("User-Agent", "FeedTape/3.1 (test)");
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
