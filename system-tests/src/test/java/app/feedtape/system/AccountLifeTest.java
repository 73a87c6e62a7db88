package app.feedtape.system;

import static app.feedtape.system.Listener.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A person's copy of their data and the end of their account, through the gateway. */
class AccountLifeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static String speech(String text) {
        return Listener.JSON.writeValueAsString(
                Map.of(
                        "text",
                        text,
                        "link",
                        "https://a.example/",
                        "voice",
                        "Joanna",
                        "language",
                        "en"));
    }

    @Test
    void theCopyHoldsEverythingAndAfterDeletionThereIsNothingButTheTrialThatWasUsed()
            throws Exception {
        RunningSystem system = RunningSystem.shared();
        String email = UUID.randomUUID() + "@listeners.example";
        Listener listener = Listener.signedIn(system, email);
        String id = listener.me().path("id").asString();
        String url = "https://news.feeds.example/" + UUID.randomUUID() + ".xml";
        json(listener.post("/api/feeds", "{\"url\":\"%s\"}".formatted(url)), 201);
        assertThat(listener.speak(speech("To be remembered.")).statusCode()).isEqualTo(200);

        Map<String, String> files = export(listener);
        assertThat(files.keySet())
                .containsExactlyInAnyOrder(
                        "auth-service.json",
                        "feed-service.json",
                        "feeds.opml",
                        "tts-service.json",
                        "billing-service.json",
                        "admin-service.json");
        assertThat(files.get("auth-service.json")).contains(email);
        assertThat(files.get("feeds.opml")).contains(url);
        assertThat(
                        Listener.JSON
                                .readTree(files.get("tts-service.json"))
                                .at("/usage/0/characters")
                                .asInt())
                .isEqualTo(17);

        JsonNode job = json(listener.send("DELETE", "/api/me", "{}"), 202).path("job");
        assertThat(job.path("kind").asString()).isEqualTo("erasure");
        assertThat(listener.get("/api/feeds").statusCode()).isIn(200, 401);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(listener.get("/api/feeds").statusCode()).isEqualTo(401));
        assertThat(listener.get("/v1/auth/me").statusCode()).isEqualTo(401);
        assertThat(
                        listener.post(
                                        "/auth/refresh",
                                        "{\"refresh_token\":\"%s\"}"
                                                .formatted(listener.refreshToken()))
                                .statusCode())
                .isEqualTo(401);

        Listener again = Listener.signedIn(system, email);
        assertThat(again.me().path("id").asString()).isNotEqualTo(id);
        assertThat(json(again.get("/api/feeds"), 200)).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    HttpResponse<byte[]> refused =
                            again.speak(speech(UUID.randomUUID().toString()));
                    assertThat(refused.statusCode()).isEqualTo(402);
                    assertThat(Listener.JSON.readTree(refused.body()).at("/error/code").asString())
                            .isEqualTo("TRIAL_EXPIRED");
                });
    }

    private static Map<String, String> export(Listener listener) throws Exception {
        String job =
                "/api/me/jobs/"
                        + json(listener.post("/api/me/export", "{}"), 202).at("/job/id").asString();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(json(listener.get(job), 200).path("state").asString())
                                .isEqualTo("complete"));
        HttpResponse<byte[]> zip =
                HttpClient.newHttpClient()
                        .send(
                                listener.request(
                                                "/v1/auth/me"
                                                        + job.substring("/api/me".length())
                                                        + "/download")
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(zip.statusCode()).isEqualTo(200);
        assertThat(zip.headers().firstValue("Content-Disposition").orElse(""))
                .contains("attachment");
        return unzip(zip.body());
    }

    private static Map<String, String> unzip(byte[] zip) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
