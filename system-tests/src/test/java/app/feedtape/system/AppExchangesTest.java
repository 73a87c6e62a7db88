package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every call of the app as it is answered when all is well, kept word for word. */
class AppExchangesTest {

    private static RunningSystem system;

    @BeforeAll
    static void start() {
        system = RunningSystem.shared();
    }

    private static Listener somebody() {
        return Listener.signedIn(system, UUID.randomUUID() + "@listeners.example");
    }

    private static HttpResponse<String> keep(
            String name, String requestLine, HttpResponse<String> answer) {
        Golden.matches(name, requestLine, answer);
        return answer;
    }

    @Test
    void healthIsToldToEverybody() {
        Listener nobody = new Listener(system.gateway());
        keep("health", "GET /health", nobody.get("/health"));
        keep("health-ready", "GET /health/ready", nobody.get("/health/ready"));
    }

    @Test
    void theWayThroughAProviderOnThePhone() {
        Listener nobody = new Listener(system.gateway());
        HttpResponse<String> departure =
                keep(
                        "oauth-mobile",
                        "GET /auth/oauth/github?mobile=true",
                        nobody.get("/auth/oauth/github?mobile=true"));
        URI provider = URI.create(departure.headers().firstValue("Location").orElseThrow());
        URI callback =
                Listener.redirect(
                        URI.create(provider + "&login_hint=" + UUID.randomUUID() + "@a.example"));
        keep(
                "callback-mobile",
                "GET /auth/callback/github?code=&state=",
                nobody.get(callback.getRawPath() + "?" + callback.getRawQuery()));
    }

    @Test
    void meAndWhatIsChangedOfMe() {
        Listener listener = somebody();
        keep("me", "GET /api/me", listener.get("/api/me"));
        keep(
                "me-change",
                "PATCH /api/me {\"settings\":{\"speed\":1.5}}",
                listener.send("PATCH", "/api/me", "{\"settings\":{\"speed\":1.5}}"));
    }

    @Test
    void feedsFromTheFirstToTheLast() {
        Listener listener = somebody();
        keep("feeds-none", "GET /api/feeds", listener.get("/api/feeds"));
        String id = UUID.randomUUID().toString();
        // A feed nobody else follows: what is known of others' feeds would be told.
        String feed = "https://exchanges.feeds.example/%s.xml".formatted(id);
        String body = "{\"id\":\"%s\",\"url\":\"%s\",\"title\":\"Tape\"}".formatted(id, feed);
        keep("feeds-add", "POST /api/feeds {id, url, title}", listener.post("/api/feeds", body));
        keep(
                "feeds-rename",
                "PUT /api/feeds/<uuid> {\"title\":\"New\"}",
                listener.send("PUT", "/api/feeds/" + id, "{\"title\":\"New\"}"));
        keep("feeds-remove", "DELETE /api/feeds/<uuid>", listener.delete("/api/feeds/" + id));
        keep(
                "feed-suggestions-of-no-category",
                "GET /api/feed-suggestions?category_ids=",
                listener.get("/api/feed-suggestions?category_ids=none-of-ours"));
    }

    @Test
    void speechAndWhatItUsed() {
        Listener listener = somebody();
        HttpResponse<byte[]> sound =
                listener.speak("{\"text\":\"Every word of this is new.\",\"link\":\"\"}");
        assertThat(sound.body()).isNotEmpty();
        Golden.matches("speech", "POST /api/tts/synthesize {text, link}", sound);
        keep("usage", "GET /api/tts/usage", listener.get("/api/tts/usage"));
    }

    @Test
    void theEndsOfASession() {
        Listener listener = somebody();
        String token = listener.refreshToken();
        keep(
                "logout",
                "POST /auth/logout {refresh_token}",
                listener.post("/auth/logout", "{\"refresh_token\":\"" + token + "\"}"));
        keep("logout-all", "POST /auth/logout/all", somebody().post("/auth/logout/all", ""));
    }
}
