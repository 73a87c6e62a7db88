package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.world.World;
import app.feedtape.world.WorldSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The same sign-in against GitHub as the local stack plays it, which was written by other hands.
 */
class LocalWorldTest extends AuthTest {

    private static final World WORLD = world();

    @DynamicPropertySource
    static void gitHub(DynamicPropertyRegistry registry) {
        String gitHub = "http://127.0.0.1:" + WORLD.url().getPort() + "/github";
        registry.add("feedtape.auth.github.client-id", () -> "feedtape-local");
        registry.add("feedtape.auth.github.client-secret", () -> "feedtape-local-secret");
        registry.add("feedtape.auth.github.url", () -> gitHub);
        registry.add("feedtape.auth.github.api-url", () -> gitHub + "/api");
    }

    private static World world() {
        try {
            Path data =
                    Files.createTempDirectory(Files.createDirectories(Path.of("target")), "world-");
            return World.start(
                    WorldSettings.from(
                            Map.of(
                                    "FEEDTAPE_WORLD_PORT", "0",
                                    "FEEDTAPE_SMTP_PORT", "0",
                                    "FEEDTAPE_DATA", data.toAbsolutePath().toString(),
                                    "FEEDTAPE_VOICE", "tone")));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterAll
    static void endTheWorld() {
        WORLD.close();
    }

    @Test
    void aPersonSignsInRefreshesAndIsThemselves() {
        Answer back = comeBackAs("ada@listeners.example");
        Map<String, String> link = Api.deepLink(back.is(302));
        Pair pair = api.refresh(link.get("refresh_token")).pair();
        assertThat(api.me(pair).is(200).json().path("email").asString())
                .isEqualTo("ada@listeners.example");
    }

    @Test
    void aPersonWhoDeclinesComesBackWithoutTokens() {
        Answer back = comeBackAs("ada@listeners.example&deny=true");
        assertThat(Api.deepLink(back.is(302))).isEqualTo(Map.of("error", "access_denied"));
    }

    @Test
    void anUnprovenAddressIsShownAsSuch() {
        Answer back = comeBackAs("mallory@listeners.example&email_verified=false");
        Map<String, String> link = Api.deepLink(back.is(302));
        Pair pair = api.refresh(link.get("refresh_token")).pair();
        assertThat(api.me(pair).is(200).json().path("email_verified").asBoolean()).isFalse();
    }

    private Answer comeBackAs(String who) {
        String away = api.get("/auth/oauth/github?mobile=true").is(302).header("Location");
        try (HttpClient browser = HttpClient.newHttpClient()) {
            String callback =
                    browser.send(
                                    HttpRequest.newBuilder(URI.create(away + "&login_hint=" + who))
                                            .build(),
                                    BodyHandlers.ofString())
                            .headers()
                            .firstValue("Location")
                            .orElseThrow();
            URI address = URI.create(callback);
            return api.get(address.getRawPath() + "?" + address.getRawQuery());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
