package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients who take their time: with their first lines, with a body, with what they read, or who ask
 * for one sound in a thousand pieces (faults.md G11, G12). Listeners do not notice them.
 */
class SlowAttacksTest {

    private static final RunningSystem SYSTEM = RunningSystem.shared();
    private static final int EACH = 100;
    private static final int READERS = 30;

    /** As slowhttptest says it, in colours. */
    private static final String AVAILABLE = "service available:(\\s|\\e\\[[0-9;]*m)*";

    private final Listener listener =
            Listener.signedIn(SYSTEM, UUID.randomUUID() + "@listeners.example");
    private final List<RawClient> attackers = new ArrayList<>();
    private String sound = "";

    @BeforeEach
    void somethingToHear() {
        HttpResponse<byte[]> spoken =
                listener.speak(
                        Listener.JSON.writeValueAsString(
                                Map.of(
                                        "text",
                                        "Whoever is slow takes nothing from anybody else. "
                                                .repeat(30),
                                        "link",
                                        "https://a.example/",
                                        "language",
                                        "en",
                                        "voice",
                                        "Joanna")));
        assertThat(spoken.statusCode()).isEqualTo(200);
        sound = spoken.headers().firstValue("Content-Location").orElseThrow();
    }

    @AfterEach
    void leave() throws IOException {
        for (RawClient attacker : attackers) {
            attacker.close();
        }
    }

    private static String head(String line) {
        return "%s HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: %s\r\n"
                .formatted(line, Listener.anyAddress());
    }

    private void attack(int clients, int receiveBuffer, Supplier<String> request)
            throws IOException {
        for (int client = 0; client < clients; client++) {
            RawClient attacker = new RawClient(SYSTEM.gateway(), receiveBuffer);
            attackers.add(attacker);
            attacker.send(request.get());
        }
    }

    private String bearer() {
        return "Authorization: Bearer " + listener.accessToken() + "\r\n";
    }

    private void assertListenersDoNotNotice() {
        Listener.json(listener.get("/api/feeds"), 200);
        Listener.json(listener.get("/api/me"), 200);
        assertThat(listener.get("/health").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> heard =
                listener.speak(
                        Listener.JSON.writeValueAsString(
                                Map.of(
                                        "text",
                                        "Number " + UUID.randomUUID(),
                                        "link",
                                        "https://a.example/",
                                        "language",
                                        "en",
                                        "voice",
                                        "Joanna")));
        assertThat(heard.statusCode()).isEqualTo(200);
    }

    @Test
    void whileManyAreSlowInEveryWayListenersAreServedAsEver() throws IOException {
        attack(EACH, 0, () -> head("GET /api/feeds") + "A: b\r\n");
        attack(
                EACH,
                0,
                () ->
                        head("POST /auth/logout")
                                + "Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n{");
        attack(READERS, 1024, () -> head("GET " + sound) + bearer() + "\r\n");
        for (int drip = 0; drip < 2; drip++) {
            attackers.subList(0, EACH).forEach(attacker -> attacker.send("A: b\r\n"));
            attackers.subList(EACH, 2 * EACH).forEach(attacker -> attacker.send(" "));
            assertListenersDoNotNotice();
        }
        for (RawClient slowBody : attackers.subList(EACH, 2 * EACH)) {
            assertThat(slowBody.readToTheEnd()).contains(" 408 ");
        }
    }

    @Test
    void aThousandPiecesOfOneSoundAreNotCutAndNotCollected() throws IOException {
        String pieces =
                IntStream.range(0, 1000).mapToObj(n -> n + "-").collect(Collectors.joining(","));
        for (int call = 0; call < 20; call++) {
            try (RawClient client = new RawClient(SYSTEM.gateway())) {
                String answer =
                        client.send(
                                        head("HEAD " + sound)
                                                + bearer()
                                                + "Range: bytes="
                                                + pieces
                                                + "\r\nConnection: close\r\n\r\n")
                                .readToTheEnd();
                assertThat(answer).containsPattern("^HTTP/1\\.1 (200|206|400|416) ");
                assertThat(answer).doesNotContain("multipart/byteranges");
            }
        }
        assertListenersDoNotNotice();
    }

    /**
     * The tool itself, where it is installed; CI has not got it, and the attacks above always run.
     */
    @Test
    void slowhttptestFindsTheServiceAvailableUnderItsFourAttacks() throws Exception {
        assumeTrue(isInstalled(), "slowhttptest is not installed");
        List<Process> attacks = new ArrayList<>();
        List<Path> outputs = new ArrayList<>();
        for (String mode : List.of("-H", "-B", "-R", "-X")) {
            Path output = Files.createTempFile("slowhttptest", ".out");
            outputs.add(output);
            attacks.add(
                    new ProcessBuilder(
                                    Stream.of(
                                                    "slowhttptest -c 150 %s -i 1 -r 150 -l 5 -p 10 -v 1 -u %s/health"
                                                            .formatted(mode, SYSTEM.gateway())
                                                            .split(" "))
                                            .toList())
                            .redirectErrorStream(true)
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(output.toFile())
                            .start());
        }
        assertListenersDoNotNotice();
        for (int attack = 0; attack < attacks.size(); attack++) {
            assertThat(attacks.get(attack).waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.readString(outputs.get(attack)))
                    .containsPattern(AVAILABLE + "YES")
                    .doesNotContainPattern(AVAILABLE + "NO");
        }
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "slowhttptest")));
    }
}
