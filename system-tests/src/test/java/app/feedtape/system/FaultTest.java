package app.feedtape.system;

import static app.feedtape.system.Listener.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Parts die under writing listeners; nothing acknowledged is lost and nothing is counted twice. */
class FaultTest {

    private static final RunningSystem SYSTEM = RunningSystem.disturbed();

    private static Listener somebody() {
        return Listener.signedIn(SYSTEM, UUID.randomUUID() + "@listeners.example");
    }

    private static Listener admin() {
        String email = UUID.randomUUID() + "@operators.example";
        Listener.signedIn(SYSTEM, email);
        SYSTEM.feedtape("admin", "role", email, "admin").orFail();
        Listener admin = Listener.signedIn(SYSTEM, email);
        admin.setUpSecondFactor();
        return admin;
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void withKafkaGoneListenersGoOnAndNothingTheyDidIsLost() {
        Listener admin = admin();
        kill(SYSTEM.status().at("/processes/kafka").asLong());
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Listener listener = somebody();
            json(
                    listener.post(
                            "/api/feeds",
                            "{\"url\":\"https://k%d.feeds.example/a.xml\"}".formatted(i)),
                    201);
            assertThat(
                            listener.speak(
                                            speech(
                                                    "While the broker is away, number "
                                                            + i
                                                            + " goes on."))
                                    .statusCode())
                    .isEqualTo(200);
            listeners.add(listener);
        }
        for (Listener listener : listeners) {
            String id = listener.me().path("id").asString();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> {
                        HttpResponse<String> seen = admin.get("/api/admin/users/" + id);
                        assertThat(seen.statusCode()).isEqualTo(200);
                        JsonNode user = Listener.JSON.readTree(seen.body());
                        assertThat(user.toString()).contains("\"free\"");
                    });
        }
    }

    @Test
    void everyServiceComesBackAfterKillNineAndKeepsWhatItAcknowledged() {
        Listener listener = somebody();
        String feed =
                json(
                                listener.post(
                                        "/api/feeds",
                                        "{\"url\":\"https://kill.feeds.example/a.xml\"}"),
                                201)
                        .path("id")
                        .asString();
        long spoken =
                charged(
                        listener.speak(
                                speech("This sentence is paid for before the lights go out.")));
        JsonNode services = SYSTEM.status().path("services");
        services.propertyNames().forEach(name -> kill(services.path(name).path("pid").asLong()));
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(
                        () -> assertThat(SYSTEM.feedtape("status", "--json").exitCode()).isZero());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(listener.get("/api/me").statusCode()).isEqualTo(200));
        assertThat(json(listener.get("/api/feeds"), 200).path(0).path("id").asString())
                .isEqualTo(feed);
        assertThat(listener.me().at("/subscription/usage/characters_used_today").asLong())
                .isEqualTo(spoken);
        assertThat(
                        charged(
                                listener.speak(
                                        speech(
                                                "This sentence is paid for before the lights go out."))))
                .isZero();
    }

    @Test
    void aRestartOfPostgresIsAShortRefusalAndThenAsBefore() {
        Listener listener = somebody();
        json(listener.get("/api/feeds"), 200);
        kill(SYSTEM.status().at("/postgres/pid").asLong());
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(
                                        listener.post(
                                                        "/api/feeds",
                                                        "{\"url\":\"https://pg.feeds.example/a.xml\"}")
                                                .statusCode())
                                .isIn(201, 409));
        assertThat(json(listener.get("/api/feeds"), 200)).hasSize(1);
    }

    private static String speech(String text) {
        return Listener.JSON.writeValueAsString(
                java.util.Map.of(
                        "text",
                        text,
                        "link",
                        "https://a.example/",
                        "language",
                        "en",
                        "voice",
                        "Joanna"));
    }

    private static long charged(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValueAsLong("X-Characters-Charged").orElseThrow();
    }
}
