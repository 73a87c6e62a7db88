package app.feedtape.localstack.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisEngineTest {
    @TempDir Path directory;

    @Test
    void itAsksForThePasswordAndKeepsItsDataOverARestart() throws IOException {
        int port = Ports.free();
        try (var first = RedisEngine.start(directory, port, "secret")) {
            assertThat(say(first, "SET k v")).contains("NOAUTH");
            assertThat(say(first, "AUTH secret\r\nSET k v")).contains("+OK\r\n+OK");
        }
        try (var second = RedisEngine.start(directory, port, "secret")) {
            assertThat(say(second, "AUTH secret\r\nGET k")).contains("\r\nv\r\n");
        }
        assertThat(Ports.isFree(port)).isTrue();
    }

    private static String say(RedisEngine engine, String commands) throws IOException {
        try (var socket = new Socket("127.0.0.1", engine.port())) {
            socket.getOutputStream()
                    .write((commands + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
