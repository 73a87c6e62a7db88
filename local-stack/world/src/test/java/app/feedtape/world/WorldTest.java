package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class WorldTest {

    @TempDir Path data;

    @Test
    void theFirstPageLinksToEverything() {
        try (TestWorld world = new TestWorld(data)) {
            HttpResponse<String> page = world.get("/");

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
            for (String link :
                    new String[] {
                        "/github",
                        "/stripe",
                        "/mail",
                        "/feeds",
                        "/clock",
                        "/polly/_calls",
                        "/style.css"
                    }) {
                assertThat(page.body()).contains("\"" + link + "\"");
                assertThat(world.get(link).statusCode()).as(link).isEqualTo(200);
            }
        }
    }

    @Test
    void http2IsSpokenByPriorKnowledge() throws IOException {
        try (TestWorld world = new TestWorld(data);
                Socket socket = new Socket("127.0.0.1", world.world.url().getPort())) {
            byte[] emptySettings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
            socket.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(emptySettings);
            socket.getOutputStream().flush();

            assertThat(socket.getInputStream().readNBytes(9)[3])
                    .as("the type of the first frame")
                    .isEqualTo((byte) 4);
        }
    }

    @Test
    void theClockMovesForwardOnlyAndRemembersOverARestart() {
        Instant moved;
        try (TestWorld world = new TestWorld(data)) {
            Instant before = now(world);
            assertThat(world.postJson("/clock", "{\"advance\": \"P8D\"}").statusCode())
                    .isEqualTo(200);
            moved = now(world);
            assertThat(Duration.between(before, moved))
                    .isBetween(Duration.ofDays(8), Duration.ofDays(8).plusMinutes(1));

            assertThat(world.postJson("/clock", "{\"set\": \"2020-01-01T00:00:00Z\"}").statusCode())
                    .isEqualTo(409);
            assertThat(world.postJson("/clock", "{\"advance\": \"-PT1S\"}").statusCode())
                    .isEqualTo(409);
            assertThat(world.postJson("/clock", "{\"advance\": \"a while\"}").statusCode())
                    .isEqualTo(400);
            assertThat(world.postJson("/clock", "{").statusCode()).isEqualTo(400);
        }
        try (TestWorld world = new TestWorld(data)) {
            assertThat(now(world)).isAfterOrEqualTo(moved);
            assertThat(world.postJson("/clock", "{\"set\": \"2031-01-31T23:59:58Z\"}").statusCode())
                    .isEqualTo(200);
            assertThat(now(world)).isAfterOrEqualTo(Instant.parse("2031-01-31T23:59:58Z"));
            JsonNode reset = TestWorld.json(world.postJson("/clock", "{\"reset\": true}"));
            assertThat(reset.path("offset_ms").asLong()).isZero();
            assertThat(reset.path("revision").asLong()).isEqualTo(3);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheSettingThatMovesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            assertThatThrownBy(() -> new TestWorld(data, Map.of("FEEDTAPE_WORLD_PORT", port)))
                    .hasMessageContaining(port)
                    .hasMessageContaining("FEEDTAPE_WORLD_PORT");
            assertThatThrownBy(() -> new TestWorld(data, Map.of("FEEDTAPE_SMTP_PORT", port)))
                    .hasMessageContaining(port)
                    .hasMessageContaining("FEEDTAPE_SMTP_PORT");
        }
    }

    @Test
    void anUnknownAddressAndAWrongMethodSaySo() {
        try (TestWorld world = new TestWorld(data)) {
            assertThat(world.get("/nothing/here").statusCode()).isEqualTo(404);
            HttpResponse<String> wrong =
                    world.send(HttpRequest.newBuilder(world.at("/clock")).DELETE());
            assertThat(wrong.statusCode()).isEqualTo(405);
            assertThat(wrong.headers().firstValue("Allow")).contains("GET, POST");
        }
    }

    @Test
    void aForeignHostNameIsNotThisWorld() throws Exception {
        try (TestWorld world = new TestWorld(data, Map.of("FEEDTAPE_WORLD_NAMES", "world"));
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(rawStatus(world, "rebound.example.com")).isEqualTo("403");
            assertThat(rawStatus(world, "world:8090")).isEqualTo("200");
            assertThat(
                            client.send(
                                            HttpRequest.newBuilder(world.at("/clock")).build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPageOfAnotherOriginCannotMoveTheClock() {
        try (TestWorld world = new TestWorld(data)) {
            HttpRequest.BodyPublisher move =
                    HttpRequest.BodyPublishers.ofString("{\"advance\": \"P1D\"}");

            assertThat(
                            world.send(
                                            HttpRequest.newBuilder(world.at("/clock"))
                                                    .header("Origin", "http://evil.example")
                                                    .POST(move))
                                    .statusCode())
                    .isEqualTo(403);
            assertThat(
                            world.send(
                                            HttpRequest.newBuilder(world.at("/clock"))
                                                    .header("Origin", world.world.url().toString())
                                                    .POST(move))
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String rawStatus(TestWorld world, String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", world.world.url().getPort())) {
            socket.getOutputStream()
                    .write(
                            ("GET /clock HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
                    .substring(9);
        }
    }

    private static Instant now(TestWorld world) {
        return Instant.parse(TestWorld.json(world.get("/clock")).path("now").asString());
    }
}
