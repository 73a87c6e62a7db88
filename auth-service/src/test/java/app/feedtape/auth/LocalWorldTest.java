package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.world.World;
import app.feedtape.world.WorldSettings;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same sign-in against the providers as the local stack plays them, which were written by other
 * hands.
 */
class LocalWorldTest extends AuthTest {

    private static final Pattern FIELD = Pattern.compile("name=\"([a-z]+)\" value=\"([^\"]*)\"");
    private static final ECKey TEAM = team();
    private static final World WORLD = world();

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        String abroad = "http://127.0.0.1:" + WORLD.url().getPort();
        registry.add("feedtape.auth.github.client-id", () -> "feedtape-local");
        registry.add("feedtape.auth.github.client-secret", () -> "feedtape-local-secret");
        registry.add("feedtape.auth.github.url", () -> abroad + "/github");
        registry.add("feedtape.auth.github.api-url", () -> abroad + "/github/api");
        registry.add("feedtape.auth.google.client-id", () -> "google-local");
        registry.add("feedtape.auth.google.client-secret", () -> "google-local-secret");
        registry.add("feedtape.auth.google.phone-client-ids", () -> "phone");
        registry.add(
                "feedtape.auth.google.authorize-url", () -> abroad + "/google/o/oauth2/v2/auth");
        registry.add("feedtape.auth.google.token-url", () -> abroad + "/google/token");
        registry.add("feedtape.auth.google.keys-url", () -> abroad + "/google/oauth2/v3/certs");
        registry.add("feedtape.auth.google.issuers", () -> WORLD.url() + "/google");
        registry.add("feedtape.auth.apple.client-id", () -> "app.feedtape.web");
        registry.add("feedtape.auth.apple.phone-client-ids", () -> "phone");
        registry.add("feedtape.auth.apple.team-id", () -> "TEAM1");
        registry.add("feedtape.auth.apple.key-id", () -> "KEY1");
        registry.add("feedtape.auth.apple.private-key", () -> encoded(true));
        registry.add("feedtape.auth.apple.url", () -> abroad + "/apple");
        registry.add("feedtape.auth.apple.issuers", () -> WORLD.url() + "/apple");
    }

    private static ECKey team() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String encoded(boolean isPrivate) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            isPrivate
                                    ? TEAM.toECPrivateKey().getEncoded()
                                    : TEAM.toECPublicKey().getEncoded());
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static World world() {
        try {
            Path data =
                    Files.createTempDirectory(Files.createDirectories(Path.of("target")), "world-");
            return World.start(
                    WorldSettings.from(
                            Map.ofEntries(
                                    Map.entry("FEEDTAPE_WORLD_PORT", "0"),
                                    Map.entry("FEEDTAPE_SMTP_PORT", "0"),
                                    Map.entry("FEEDTAPE_DATA", data.toAbsolutePath().toString()),
                                    Map.entry("FEEDTAPE_VOICE", "tone"),
                                    Map.entry("GOOGLE_CLIENT_ID", "google-local"),
                                    Map.entry("GOOGLE_CLIENT_SECRET", "google-local-secret"),
                                    Map.entry("GOOGLE_PHONE_CLIENT_IDS", "phone"),
                                    Map.entry("APPLE_CLIENT_ID", "app.feedtape.web"),
                                    Map.entry("APPLE_PHONE_CLIENT_IDS", "phone"),
                                    Map.entry("APPLE_TEAM_ID", "TEAM1"),
                                    Map.entry("APPLE_KEY_ID", "KEY1"),
                                    Map.entry("APPLE_PUBLIC_KEY", encoded(false)),
                                    Map.entry(
                                            "APPLE_NOTIFICATION_URL",
                                            "http://127.0.0.1:9/webhooks/apple-identity"))));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterAll
    static void endTheWorld() {
        WORLD.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "google", "apple"})
    void aPersonSignsInOnThePhoneRefreshesAndIsThemselves(String provider) {
        String email = "ada-" + provider + "@listeners.example";
        Map<String, String> link = Api.deepLink(onThePhone(provider, email).is(302));
        Pair pair = api.refresh(link.get("refresh_token")).pair();
        assertThat(api.me(pair).is(200).json().path("email").asString()).isEqualTo(email);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "google", "apple"})
    void aPersonSignsInOnTheWeb(String provider) {
        String email = "web-" + provider + "@listeners.example";
        Answer away = api.get("/auth/oauth/" + provider).is(302);
        Answer back =
                comeBack(
                        provider,
                        away.header("Location") + "&login_hint=" + email,
                        "Cookie",
                        away.header("Set-Cookie").split(";")[0]);
        assertThat(api.me(back.pair()).is(200).json().path("email").asString()).isEqualTo(email);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "google", "apple"})
    void aPersonWhoDeclinesComesBackWithoutTokens(String provider) {
        Answer back = onThePhone(provider, "ada@listeners.example&deny=true");
        assertThat(Api.deepLink(back.is(302))).isEqualTo(Map.of("error", "access_denied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "google", "apple"})
    void anUnprovenAddressIsShownAsSuch(String provider) {
        Answer back =
                onThePhone(
                        provider,
                        "mallory-" + provider + "@listeners.example&email_verified=false");
        Map<String, String> link = Api.deepLink(back.is(302));
        Pair pair = api.refresh(link.get("refresh_token")).pair();
        assertThat(api.me(pair).is(200).json().path("email_verified").asBoolean()).isFalse();
    }

    @Test
    void oneAddressAtAllProvidersIsOneAccount() {
        String email = "everywhere@listeners.example";
        assertThat(
                        java.util.stream.Stream.of("apple", "google", "github")
                                .map(provider -> pair(onThePhone(provider, email)).claim("sub"))
                                .distinct())
                .hasSize(1);
    }

    @Test
    void appleHidesAnAddressAndTellsTheNameOnce() {
        Pair pair = pair(onThePhone("apple", "shy.person@listeners.example&hide_email=true"));
        assertThat(api.me(pair).json().path("email").asString())
                .endsWith("@privaterelay.appleid.com");
        String name =
                jdbc.sql("select name from account where id = cast(:id as uuid)")
                        .param("id", pair.claim("sub"))
                        .query(String.class)
                        .single();
        assertThat(name).isEqualTo("Shy Person");
        assertThat(
                        pair(onThePhone("apple", "shy.person@listeners.example&hide_email=true"))
                                .claim("sub"))
                .isEqualTo(pair.claim("sub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"google", "apple"})
    void thePhonesSheetOpensTheSameAccountAsTheBrowser(String provider) {
        String email = "sheet-" + provider + "@listeners.example";
        Pair browser = pair(onThePhone(provider, email));
        String nonce = OneTimeSecret.make().value();
        String handed =
                provider.equals("apple")
                        ? HexFormat.of().formatHex(OneTimeSecret.sha256(nonce))
                        : nonce;
        String token =
                world(
                                "/" + provider + "/_sheet",
                                "{\"email\":\"%s\",\"nonce\":\"%s\"}".formatted(email, handed))
                        .path("id_token")
                        .asString();
        String body = "{\"id_token\":\"%s\",\"nonce\":\"%s\"}".formatted(token, nonce);
        Pair phone = api.post("/auth/native/" + provider, body).pair();
        assertThat(phone.claim("sub")).isEqualTo(browser.claim("sub"));
        api.post("/auth/native/" + provider, body).is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void appleTellsOfWhoLeftAndGetsItsTokenBackOfWhoUnlinked() {
        String leaver = "leaver@listeners.example";
        Pair pair = pair(onThePhone("apple", leaver));
        String payload =
                world(
                                "/apple/_notify",
                                "{\"email\":\"%s\",\"type\":\"consent-revoked\"}".formatted(leaver))
                        .path("payload")
                        .asString();
        api.post("/webhooks/apple-identity", "{\"payload\":\"%s\"}".formatted(payload)).is(200);
        api.me(pair).is(401);

        String stayer = "stayer@listeners.example";
        Pair other = pair(onThePhone("apple", stayer));
        pair(onThePhone("google", stayer));
        assertThat(living(stayer)).isOne();
        api.delete("/auth/identities/apple", Api.bearer(other)).is(204);
        await().atMost(Duration.ofSeconds(30)).until(() -> living(stayer) == 0);
    }

    private int living(String email) {
        return json(HttpRequest.newBuilder(at("/apple/_tokens?email=" + email)).GET())
                .path("living")
                .asInt();
    }

    private static JsonNode world(String path, String body) {
        return json(HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofString(body)));
    }

    private static URI at(String path) {
        return URI.create("http://127.0.0.1:" + WORLD.url().getPort() + path);
    }

    private static JsonNode json(HttpRequest.Builder request) {
        HttpResponse<String> answer = browse(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static Pair pair(Answer back) {
        Map<String, String> link = Api.deepLink(back.is(302));
        assertThat(link).containsKey("token");
        return new Pair(link.get("token"), link.get("refresh_token"), 3600);
    }

    private Answer onThePhone(String provider, String who) {
        String away =
                api.get("/auth/oauth/" + provider + "?mobile=true").is(302).header("Location");
        return comeBack(provider, away + "&login_hint=" + who);
    }

    /** As a browser goes there and back: by a redirect, or by Apple's form that sends itself. */
    private Answer comeBack(String provider, String address, String... headers) {
        HttpResponse<String> there = browse(HttpRequest.newBuilder(URI.create(address)).GET());
        if (!provider.equals("apple")) {
            URI back = URI.create(there.headers().firstValue("Location").orElseThrow());
            return api.get(back.getRawPath() + "?" + back.getRawQuery(), headers);
        }
        String form =
                FIELD.matcher(there.body())
                        .results()
                        .map(field ->
                                field.group(1)
                                        + "="
                                        + URLEncoder.encode(
                                                field.group(2).replace("&quot;", "\""),
                                                StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return api.form("/auth/callback/apple", form, headers);
    }

    private static HttpResponse<String> browse(HttpRequest.Builder request) {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            return browser.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
