package app.feedtape.localstack.engines;

import app.feedtape.localstack.engines.ChildProcesses.Command;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * Redis on the loopback address with a password: the one on the PATH, else the old one inside a
 * Maven artifact.
 */
public final class RedisEngine extends Engine {
    private final String password;

    private RedisEngine(EngineDirectory directory, Process process, int port, String password) {
        super(directory, process, port);
        this.password = password;
    }

    public static RedisEngine start(Path directory, int port, String password) {
        var program =
                ChildProcesses.onPath("redis-server")
                        ? "redis-server"
                        : BinaryCache.folder("redis-6.2", RedisEngine::unpack)
                                .resolve("redis-server")
                                .toString();
        return startOn(
                "Redis",
                directory,
                claimed -> {
                    var configuration = configure(claimed.path(), port, password);
                    var process =
                            ChildProcesses.start(
                                    Command.of(
                                            List.of(program, configuration.toString()),
                                            claimed.path(),
                                            claimed.path().resolve("server.log")));
                    var engine = new RedisEngine(claimed, process, port, password);
                    Ports.await("Redis", process, Duration.ofSeconds(20), engine::answers);
                    return engine;
                });
    }

    private static void unpack(Path folder) throws IOException {
        var name =
                BinaryCache.architecture(
                        "redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-arm64");
        try (var program = BinaryCache.resource("/" + name)) {
            BinaryCache.copyProgram(program, folder.resolve("redis-server"));
        }
    }

    /** The password goes into a file only the owner reads, never onto the command line. */
    private static Path configure(Path home, int port, String password) throws IOException {
        var file = home.resolve("redis.conf");
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(
                file,
                """
                bind 127.0.0.1
                port %d
                requirepass %s
                dir "%s"
                daemonize no
                save ""
                appendonly yes
                appendfsync everysec
                """
                        .formatted(port, password, home));
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port()), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream()
                    .write(
                            "AUTH %s\r\nPING\r\nQUIT\r\n"
                                    .formatted(password)
                                    .getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.contains("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    public String url() {
        return "redis://:%s@127.0.0.1:%d".formatted(password, port());
    }
}
