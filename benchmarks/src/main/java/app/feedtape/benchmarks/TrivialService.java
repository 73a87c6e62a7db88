package app.feedtape.benchmarks;

import app.feedtape.localstack.engines.ChildProcesses;
import app.feedtape.localstack.engines.ChildProcesses.Command;
import app.feedtape.localstack.engines.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The service behind every gateway: HAProxy that answers by itself. Its work is not counted. */
final class TrivialService implements AutoCloseable {

    private static final String CONFIGURATION =
            """
            global
              maxconn 4000
              nbthread 1
            defaults
              mode http
              timeout client 60s
              timeout connect 1s
              timeout server 60s
            frontend all
              bind 127.0.0.1:%d
              http-request return status 200 content-type application/json string "{\\"subscription\\":{\\"plan\\":\\"pro\\",\\"status\\":\\"active\\",\\"seats\\":5}}"
            """;

    private final Process process;
    private final int port;

    private TrivialService(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static TrivialService start(Path home) throws IOException {
        Files.createDirectories(home);
        int port = Ports.free();
        Path file = home.resolve("haproxy.cfg");
        Files.writeString(file, CONFIGURATION.formatted(port));
        List<String> words =
                Affinity.of(Affinity.LOAD).bind(List.of("haproxy", "-db", "-f", file.toString()));
        return new TrivialService(
                ChildProcesses.start(Command.of(words, home, home.resolve("log"))), port);
    }

    int port() {
        return port;
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        ChildProcesses.end(process, 5);
    }
}
