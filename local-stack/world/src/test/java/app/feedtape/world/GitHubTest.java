package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GitHubTest {

    private static final String VERIFIER =
            "a-verifier-of-at-least-forty-three-characters-in-length";

    @TempDir static Path data;

    private static TestWorld world;

    @BeforeAll
    static void start() {
        world = new TestWorld(data);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void aPersonSignsInWithStateAndProofKeyAndIsKnownByTheSameNumberNextTime() {
        JsonNode first = user(token(code("ada.lovelace@example.com", Map.of())));
        JsonNode second = user(token(code("Ada.Lovelace@example.com", Map.of())));

        assertThat(first.path("id").asLong()).isPositive().isEqualTo(second.path("id").asLong());
        assertThat(first.path("name").asString()).isEqualTo("Ada Lovelace");
        assertThat(first.path("email").isNull()).isTrue();
    }

    @Test
    void theStateComesBackAsItWasSent() {
        Map<String, String> answer =
                redirect(authorize(Map.of("login_hint", "s@example.com", "state", "web:a+b/ c&d")));

        assertThat(answer).containsEntry("state", "web:a+b/ c&d");
    }

    @Test
    void anUnverifiedAddressIsSaidToBeUnverified() {
        String token = token(code("eve@example.com", Map.of("email_verified", "false")));

        JsonNode emails =
                TestWorld.json(
                        world.get("/github/api/user/emails", "Authorization", "Bearer " + token));

        assertThat(emails.path(0).path("email").asString()).isEqualTo("eve@example.com");
        assertThat(emails.path(0).path("primary").asBoolean()).isTrue();
        assertThat(emails.path(0).path("verified").asBoolean()).isFalse();
    }

    @Test
    void withoutItsScopeTheAddressesAreNotThere() {
        String token = token(code("scope@example.com", Map.of("scope", "read:user")));

        assertThat(
                        world.get("/github/api/user/emails", "Authorization", "Bearer " + token)
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusingSendsTheBrowserBackWithTheStateAndNoCode() {
        Map<String, String> answer = redirect(authorize(Map.of("deny", "true", "state", "web:1")));

        assertThat(answer).containsEntry("error", "access_denied").containsEntry("state", "web:1");
        assertThat(answer).doesNotContainKey("code");
    }

    @Test
    void aRedirectAddressThatIsNotRegisteredLeadsToTheRegisteredOne() {
        for (String foreign :
                new String[] {
                    "http://evil.example/auth/callback/github",
                    "http://localhost:8081/auth/callback/github",
                    "http://localhost:8080/auth/callback/github/../../steal",
                    "http://localhost:8080@evil.example/auth/callback/github",
                    TestWorld.CALLBACK + "2"
                }) {
            HttpResponse<String> answer =
                    authorize(Map.of("login_hint", "r@example.com", "redirect_uri", foreign));

            assertThat(answer.headers().firstValue("Location").orElseThrow())
                    .startsWith(TestWorld.CALLBACK + "?");
            assertThat(redirect(answer))
                    .containsEntry("error", "redirect_uri_mismatch")
                    .doesNotContainKey("code");
        }
    }

    @Test
    void anUnknownClientIsNotFound() {
        assertThat(
                        authorize(Map.of("client_id", "another", "login_hint", "x@example.com"))
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void onlyS256ChallengesAreTaken() {
        assertThat(
                        redirect(
                                authorize(
                                        Map.of(
                                                "code_challenge_method",
                                                "plain",
                                                "login_hint",
                                                "p@example.com"))))
                .containsEntry("error", "invalid_request");
    }

    @Test
    void aCodeIsGoodOnce() {
        String code = code("once@example.com", Map.of());
        token(code);

        assertThat(exchange(code, Map.of()).path("error").asString())
                .isEqualTo("bad_verification_code");
    }

    @Test
    void aCodeDiesAfterTenMinutes() throws Exception {
        try (TestWorld later = new TestWorld(data.resolve("later"))) {
            HttpResponse<String> answer =
                    later.get(
                            "/github/login/oauth/authorize?"
                                    + TestWorld.encode(
                                            query(Map.of("login_hint", "late@example.com"))));
            later.postJson("/clock", "{\"advance\": \"PT10M\"}");

            JsonNode refused =
                    TestWorld.json(
                            later.postForm(
                                    later.at("/github/login/oauth/access_token"),
                                    form(redirect(answer).get("code")),
                                    "Accept",
                                    "application/json"));

            assertThat(refused.path("error").asString()).isEqualTo("bad_verification_code");
        }
    }

    @Test
    void theWrongProofSecretOrRedirectGetsNoToken() {
        assertThat(error(Map.of("code_verifier", VERIFIER + "x")))
                .isEqualTo("bad_verification_code");
        assertThat(error(Map.of("code_verifier", ""))).isEqualTo("bad_verification_code");
        assertThat(error(Map.of("client_secret", "wrong")))
                .isEqualTo("incorrect_client_credentials");
        assertThat(error(Map.of("redirect_uri", "http://localhost:8080/else")))
                .isEqualTo("redirect_uri_mismatch");
    }

    @Test
    void whoDoesNotAskForJsonGetsAForm() {
        HttpResponse<String> answer =
                world.postForm(
                        world.at("/github/login/oauth/access_token"),
                        form(code("form@example.com", Map.of())));

        assertThat(answer.body()).startsWith("access_token=gho_").contains("&token_type=bearer");
    }

    @Test
    void aTokenNobodyGaveOutIsBadCredentials() {
        HttpResponse<String> answer =
                world.get("/github/api/user", "Authorization", "Bearer gho_nobody");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(TestWorld.json(answer).path("message").asString()).isEqualTo("Bad credentials");
        assertThat(world.get("/github/api/user").statusCode()).isEqualTo(401);
    }

    @Test
    void thePageEscapesWhatTheAddressCarries() {
        HttpResponse<String> page = authorize(Map.of("state", "\"><script>alert(1)</script>"));

        assertThat(page.body()).doesNotContain("<script>").contains("&lt;script&gt;");
    }

    private static String error(Map<String, String> changes) {
        return exchange(code("wrong@example.com", Map.of()), changes).path("error").asString();
    }

    private static JsonNode user(String token) {
        return TestWorld.json(world.get("/github/api/user", "Authorization", "Bearer " + token));
    }

    private static String token(String code) {
        return exchange(code, Map.of()).path("access_token").asString();
    }

    private static JsonNode exchange(String code, Map<String, String> changes) {
        Map<String, String> form = form(code);
        form.putAll(changes);
        HttpResponse<String> answer =
                world.postForm(
                        world.at("/github/login/oauth/access_token"),
                        form,
                        "Accept",
                        "application/json");
        assertThat(answer.statusCode()).isEqualTo(200);
        return TestWorld.json(answer);
    }

    private static Map<String, String> form(String code) {
        return new HashMap<>(
                Map.of(
                        "client_id",
                        "the-client",
                        "client_secret",
                        "the-secret",
                        "code",
                        code,
                        "redirect_uri",
                        TestWorld.CALLBACK,
                        "code_verifier",
                        VERIFIER));
    }

    private static String code(String email, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(more);
        parameters.put("login_hint", email);
        return redirect(authorize(parameters)).get("code");
    }

    private static HttpResponse<String> authorize(Map<String, String> more) {
        return world.get("/github/login/oauth/authorize?" + TestWorld.encode(query(more)));
    }

    private static Map<String, String> query(Map<String, String> more) {
        Map<String, String> query =
                new HashMap<>(
                        Map.of(
                                "client_id", "the-client",
                                "redirect_uri", TestWorld.CALLBACK,
                                "scope", "read:user user:email",
                                "code_challenge", challenge(),
                                "code_challenge_method", "S256"));
        query.putAll(more);
        return query;
    }

    private static Map<String, String> redirect(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(302);
        String query =
                URI.create(answer.headers().firstValue("Location").orElseThrow()).getRawQuery();
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.toMap(
                                pair -> pair[0],
                                pair ->
                                        java.net.URLDecoder.decode(
                                                pair[1], StandardCharsets.UTF_8)));
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
