package app.feedtape.system;

import static app.feedtape.system.Listener.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every call the mobile app makes, through the gateway, as the app in people's hands makes it. */
class AppContractTest {

    private static final String FEED = "http://tape.feeds.example/rss.xml";
    private static RunningSystem system;

    @BeforeAll
    static void start() {
        system = RunningSystem.shared();
    }

    private static Listener somebody() {
        return Listener.signedIn(system, UUID.randomUUID() + "@listeners.example");
    }

    @Test
    void anybodyMayAskForHealth() {
        Listener nobody = new Listener(system.gateway());
        HttpResponse<String> health = nobody.get("/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("OK");
        JsonNode ready = json(nobody.get("/health/ready"), 200);
        assertThat(ready.path("status").asString()).isEqualTo("ready");
        assertThat(ready.path("database").asString()).isEqualTo("connected");
        assertThat(ready.path("tts").asString()).isEqualTo("available");
    }

    @Test
    void aNewListenerIsFreeAndInTrialFromTheFirstRequestOn() {
        Listener listener = somebody();
        HttpResponse<String> answer = listener.get("/api/me");
        JsonNode me = json(answer, 200);
        assertThat(me.at("/subscription/tier").asString()).isEqualTo("free");
        assertThat(me.at("/subscription/status").asString()).isEqualTo("active");
        assertThat(me.at("/subscription/usage/characters_limit").asLong()).isEqualTo(20_000);
        assertThat(me.at("/subscription/usage/minutes_limit").asLong()).isEqualTo(20);
        assertThat(me.at("/subscription/limits/max_feeds").asInt()).isEqualTo(3);
        assertThat(me.at("/settings/voice").asString()).isEqualTo("Lucia");
        assertThat(me.has("trial_ends_at")).isTrue();
    }

    @Test
    void settingsAreMergedAndABadOneChangesNothing() {
        Listener listener = somebody();
        HttpResponse<String> patched =
                listener.send(
                        "PATCH", "/api/me", "{\"settings\":{\"speed\":1.5,\"language\":\"es\"}}");
        assertThat(patched.statusCode()).isEqualTo(204);
        Golden.matches(
                "me-bad-setting",
                "PATCH /api/me {\"settings\":{\"speed\":9}}",
                listener.send("PATCH", "/api/me", "{\"settings\":{\"speed\":9}}"));
        JsonNode settings = listener.me().path("settings");
        assertThat(settings.path("speed").asDouble()).isEqualTo(1.5);
        assertThat(settings.path("language").asString()).isEqualTo("es");
        assertThat(settings.path("voice").asString()).isEqualTo("Lucia");
    }

    @Test
    void feedsAreAddedListedRenamedAndRemoved() {
        Listener listener = somebody();
        UUID id = UUID.randomUUID();
        String body = "{\"id\":\"%s\",\"url\":\"%s\",\"title\":\"Tape\"}".formatted(id, FEED);
        HttpResponse<String> added = listener.post("/api/feeds", body);
        assertThat(added.headers().firstValue("Location")).hasValue("/api/feeds/" + id);
        JsonNode feed = json(added, 201);
        assertThat(feed.path("id").asString()).isEqualTo(id.toString());
        assertThat(feed.path("url").asString()).isEqualTo(FEED);
        assertThat(json(listener.post("/api/feeds", body), 201).path("id").asString())
                .isEqualTo(id.toString());
        HttpResponse<String> again =
                listener.post("/api/feeds", "{\"url\":\"HTTP://TAPE.feeds.example:80/rss.xml#x\"}");
        Golden.matches("feeds-exists", "POST /api/feeds (the same feed, spelled otherwise)", again);
        assertThat(listener.send("PUT", "/api/feeds/" + id, "{\"title\":\"New\"}").statusCode())
                .isEqualTo(204);
        JsonNode list = json(listener.get("/api/feeds"), 200);
        assertThat(list.isArray()).isTrue();
        assertThat(list.path(0).path("title").asString()).isEqualTo("New");
        assertThat(listener.delete("/api/feeds/" + id).statusCode()).isEqualTo(204);
        Golden.matches(
                "feeds-gone", "DELETE /api/feeds/<uuid>", listener.delete("/api/feeds/" + id));
    }

    @Test
    void theFourthFeedOfAFreeListenerNeedsAnUpgrade() {
        Listener listener = somebody();
        for (int i = 0; i < 3; i++) {
            json(
                    listener.post(
                            "/api/feeds",
                            "{\"url\":\"https://f%d.feeds.example/a.xml\"}".formatted(i)),
                    201);
        }
        Golden.matches(
                "feeds-limit",
                "POST /api/feeds (a fourth one)",
                listener.post("/api/feeds", "{\"url\":\"https://f4.feeds.example/a.xml\"}"));
    }

    @Test
    void theHomeScreenInOneRoundTripIsWhatTheSingleCallsAnswer() {
        Listener listener = somebody();
        for (String name : List.of("a", "b")) {
            json(
                    listener.post(
                            "/api/feeds",
                            "{\"url\":\"https://home.feeds.example/%s.xml\"}".formatted(name)),
                    201);
        }
        String query =
                """
                {"query":"{
                  me { id email email_verified roles organizations
                       settings { voice speed language quality } }
                  feeds { items { id url title created_at unread_count } unread_count total_count }
                  subscription { subscription { status source started_at trial_ends_at }
                                 plan { name display_name limits { feeds characters_per_day } } }
                  usage { usage { characters minutes requests characters_held jobs feeds
                                  kept_audio_mb seats }
                          limits { characters feeds api_calls_per_day api_keys }
                          period { kind day resets_at } unavailable } }"}
                """
                        .replaceAll("\\s+", " ");
        JsonNode home = json(listener.post("/graphql", query), 200);
        assertThat(home.has("errors")).as(home.toString()).isFalse();
        JsonNode data = home.path("data");
        isWhatIsAnswered(data.path("me"), listener.me());
        isWhatIsAnswered(data.at("/feeds/items"), json(listener.get("/api/feeds"), 200));
        assertThat(data.at("/feeds/total_count").asInt()).isEqualTo(2);
        isWhatIsAnswered(
                data.path("subscription"), json(listener.get("/api/subscription/me"), 200));
        isWhatIsAnswered(data.path("usage"), json(listener.get("/api/subscription/usage"), 200));
    }

    /** Everything that is told stands in the answer of the call as well, and says the same. */
    private static void isWhatIsAnswered(JsonNode told, JsonNode answered) {
        assertThat(told.isMissingNode()).isFalse();
        if (told.isArray()) {
            assertThat(told.size()).isEqualTo(answered.size());
            for (int i = 0; i < told.size(); i++) {
                isWhatIsAnswered(told.get(i), answered.path(i));
            }
        } else if (told.isObject()) {
            told.properties()
                    .forEach(member ->
                            isWhatIsAnswered(member.getValue(), answered.path(member.getKey())));
        } else if (told.isNumber()) {
            assertThat(told.asDouble()).as(answered.toString()).isEqualTo(answered.asDouble());
        } else {
            assertThat(told).isEqualTo(answered);
        }
    }

    @Test
    void suggestionsAreTwentyCategoriesOfFour() {
        JsonNode categories = json(somebody().get("/api/feed-suggestions"), 200).path("categories");
        assertThat(categories).hasSize(20);
        categories.forEach(category -> assertThat(category.path("suggestions")).hasSize(4));
        String first = categories.path(0).path("id").asString();
        JsonNode chosen =
                json(
                        somebody().get("/api/feed-suggestions?category_ids=" + first + ",nonsense"),
                        200);
        assertThat(chosen.path("categories")).hasSize(1);
    }

    @Test
    void anArticleIsFetchedReadAndSpokenAndPaidForOnce() {
        Listener listener = somebody();
        String feed =
                json(listener.post("/api/feeds", "{\"url\":\"" + FEED + "\"}"), 201)
                        .path("id")
                        .asString();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(
                                        json(listener.get("/api/feeds/" + feed + "/articles"), 200)
                                                .path("items"))
                                .isNotEmpty());
        String article =
                json(listener.get("/api/feeds/" + feed + "/articles"), 200)
                        .at("/items/0/id")
                        .asString();
        String text = json(listener.get("/api/articles/" + article), 200).path("text").asString();
        assertThat(text).hasSizeGreaterThan(200).doesNotContain("<");

        String request =
                Listener.JSON.writeValueAsString(
                        java.util.Map.of(
                                "text",
                                text,
                                "link",
                                "https://tape.example/a",
                                "voice",
                                "Joanna",
                                "language",
                                "en"));
        HttpResponse<byte[]> sound = listener.speak(request);
        assertThat(sound.statusCode()).isEqualTo(200);
        assertThat(sound.headers().firstValue("Content-Type")).hasValue("audio/mpeg");
        int characters = text.codePointCount(0, text.length());
        assertThat(header(sound, "X-Character-Count")).isEqualTo(characters);
        assertThat(header(sound, "X-Characters-Charged")).isEqualTo(characters);
        assertThat(header(sound, "X-Usage-Remaining")).isEqualTo(20_000 - characters);
        assertThat(sound.headers().firstValue("X-Voice-Used")).hasValue("Joanna");
        assertThat(sound.headers().firstValue("X-Language-Detected")).hasValue("en");
        assertThat(sound.body()).hasSizeGreaterThan(10_000);
        assertThat(sound.body()[0]).isEqualTo((byte) 0xFF);

        HttpResponse<byte[]> again = listener.speak(request);
        assertThat(header(again, "X-Characters-Charged")).isZero();
        assertThat(again.body()).isEqualTo(sound.body());
        JsonNode usage = json(listener.get("/api/tts/usage"), 200);
        assertThat(usage.at("/usage/characters").asLong()).isEqualTo(characters);
        assertThat(usage.path("history")).hasSize(30);
        assertThat(listener.me().at("/subscription/usage/characters_used_today").asLong())
                .isEqualTo(characters);
    }

    private static long header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValueAsLong(name).orElseThrow();
    }

    @Test
    void speechThatCannotBeIsRefusedAndCostsNothing() {
        Listener listener = somebody();
        Golden.matches(
                "speech-empty",
                "POST /api/tts/synthesize {\"text\":\"\",…}",
                listener.post(
                        "/api/tts/synthesize", "{\"text\":\"\",\"link\":\"https://a.example/\"}"));
        Golden.matches(
                "speech-too-long",
                "POST /api/tts/synthesize (10,001 characters)",
                listener.post(
                        "/api/tts/synthesize",
                        "{\"text\":\"%s\",\"link\":\"https://a.example/\"}"
                                .formatted("a".repeat(10_001))));
        Golden.matches(
                "speech-neural-on-free",
                "POST /api/tts/synthesize (neural, free plan)",
                listener.post(
                        "/api/tts/synthesize",
                        "{\"text\":\"Hello there, reader.\",\"link\":\"https://a.example/\",\"quality\":\"neural\"}"));
        assertThat(listener.me().at("/subscription/usage/characters_used_today").asLong()).isZero();
    }

    @Test
    void twoParallelRefreshesWithOneTokenLeaveTheListenerSignedIn() throws Exception {
        Listener listener = somebody();
        String body = "{\"refresh_token\":\"" + listener.refreshToken() + "\"}";
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers =
                    IntStream.range(0, 8)
                            .mapToObj(i ->
                                    pool.submit(() ->
                                            new Listener(system.gateway())
                                                    .post("/auth/refresh", body)))
                            .toList();
            List<String> successors = new java.util.ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                JsonNode tokens = json(answer.get(), 200);
                assertThat(tokens.path("token").asString()).isNotEmpty();
                successors.add(tokens.path("refresh_token").asString());
            }
            assertThat(successors.stream().distinct()).hasSize(1);
            String next = "{\"refresh_token\":\"" + successors.getFirst() + "\"}";
            Golden.matches("refresh", "POST /auth/refresh", listener.post("/auth/refresh", next));
        }
    }

    @Test
    void logoutEndsTheSessionAndItsLivingAccessToken() {
        Listener listener = somebody();
        String body = "{\"refresh_token\":\"" + listener.refreshToken() + "\"}";
        assertThat(listener.post("/auth/logout", body).statusCode()).isEqualTo(204);
        assertThat(listener.post("/auth/logout", body).statusCode()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(listener.get("/api/feeds").statusCode()).isEqualTo(401));
        Golden.matches(
                "refresh-after-logout", "POST /auth/refresh", listener.post("/auth/refresh", body));
    }

    @Test
    void logoutAllEndsEveryDevice() {
        String email = UUID.randomUUID() + "@listeners.example";
        Listener phone = Listener.signedIn(system, email);
        Listener tablet = Listener.signedIn(system, email);
        assertThat(phone.post("/auth/logout/all", "").statusCode()).isEqualTo(204);
        String body = "{\"refresh_token\":\"" + tablet.refreshToken() + "\"}";
        assertThat(new Listener(system.gateway()).post("/auth/refresh", body).statusCode())
                .isEqualTo(401);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(tablet.get("/api/feeds").statusCode()).isEqualTo(401));
    }

    @Test
    void malformedAndUnknownRefreshTokensAreToldApart() {
        Listener nobody = new Listener(system.gateway());
        assertThat(nobody.post("/auth/refresh", "{\"refresh_token\":7}").statusCode())
                .isEqualTo(400);
        assertThat(nobody.post("/auth/logout", "{\"refresh_token\":\"x\"}").statusCode())
                .isEqualTo(400);
        Golden.matches(
                "refresh-unknown",
                "POST /auth/refresh",
                nobody.post("/auth/refresh", "{\"refresh_token\":\"" + "A".repeat(43) + "\"}"));
    }

    @Test
    void plansArePublicAndTheFreePlanIsWhatItSays() {
        JsonNode plans =
                json(new Listener(system.gateway()).get("/api/subscription/plans"), 200)
                        .path("plans");
        assertThat(plans.valueStream().map(plan -> plan.path("name").asString()))
                .containsExactly("free", "pro", "enterprise");
        assertThat(
                        json(new Listener(system.gateway()).get("/v1/subscription/plans"), 200)
                                .path("plans"))
                .isEqualTo(plans);
        JsonNode mine = json(somebody().get("/api/subscription/me"), 200);
        assertThat(mine.at("/plan/name").asString()).isEqualTo("free");
    }

    @Test
    void noOneElsesFeedCanBeSeenOrChanged() {
        Listener owner = somebody();
        Listener stranger = somebody();
        String id =
                json(owner.post("/api/feeds", "{\"url\":\"" + FEED + "\"}"), 201)
                        .path("id")
                        .asString();
        String foreign = withoutIds(stranger.get("/api/feeds/" + id + "/articles"));
        String random = withoutIds(stranger.get("/api/feeds/" + UUID.randomUUID() + "/articles"));
        assertThat(foreign).isEqualTo(random).contains("NOT_FOUND");
        assertThat(stranger.delete("/api/feeds/" + id).statusCode()).isEqualTo(404);
        assertThat(stranger.send("PUT", "/api/feeds/" + id, "{\"title\":\"mine\"}").statusCode())
                .isEqualTo(404);
        assertThat(json(owner.get("/api/feeds"), 200)).hasSize(1);
    }

    private static String withoutIds(HttpResponse<String> answer) {
        return answer.statusCode()
                + answer.body().replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "");
    }

    @Test
    void nothingGetsPastTheGatewayWithoutATokenOfOurs() {
        Listener nobody = new Listener(system.gateway());
        Golden.matches("no-token", "GET /api/feeds", nobody.get("/api/feeds"));
        assertThat(nobody.get("/internal/accounts").statusCode()).isEqualTo(404);
        assertThat(nobody.get("/actuator/health").statusCode()).isEqualTo(404);
        for (String service : List.of("FEED", "TTS", "BILLING", "ADMIN")) {
            HttpRequest direct =
                    HttpRequest.newBuilder(system.service(service).resolve("/api/admin/users"))
                            .header("X-User-Id", UUID.randomUUID().toString())
                            .header("X-User-Role", "admin")
                            .build();
            assertThat(Listener.send(direct).statusCode()).as(service).isIn(401, 404);
        }
        Listener listener = somebody();
        for (String path :
                List.of(
                        "/%69nternal/ledger/verify",
                        "/internal;x=1/ledger/verify", "//internal/ledger/verify")) {
            HttpRequest spelledOtherwise =
                    HttpRequest.newBuilder(URI.create(system.service("TTS") + path))
                            .header("Authorization", "Bearer " + listener.accessToken())
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build();
            assertThat(Listener.send(spelledOtherwise).statusCode()).as(path).isIn(400, 401, 404);
        }
        Golden.matches(
                "admin-as-listener", "GET /api/admin/users", somebody().get("/api/admin/users"));
    }
}
