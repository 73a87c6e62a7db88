package app.feedtape.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether a Docker engine answers a ping within two seconds. Testcontainers itself would wait for
 * minutes.
 */
final class DockerEngine {
    private DockerEngine() {}

    static boolean answers() {
        return address().map(DockerEngine::answersAt).orElse(false);
    }

    private static boolean answersAt(SocketAddress address) {
        var answer =
                CompletableFuture.supplyAsync(
                        () -> ping(address), task -> Thread.ofPlatform().daemon().start(task));
        try {
            return answer.get(2, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException noAnswer) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Optional<SocketAddress> address() {
        var host = System.getenv("DOCKER_HOST");
        if (host == null || host.isBlank()) {
            return socket(Path.of("/var/run/docker.sock"));
        }
        var uri = URI.create(host);
        return switch (uri.getScheme()) {
            case "unix" -> socket(Path.of(uri.getPath()));
            case "tcp" -> Optional.of(new InetSocketAddress(uri.getHost(), uri.getPort()));
            default -> Optional.empty();
        };
    }

    private static Optional<SocketAddress> socket(Path path) {
        return Files.exists(path)
                ? Optional.of(UnixDomainSocketAddress.of(path))
                : Optional.empty();
    }

    private static boolean ping(SocketAddress address) {
        var family =
                address instanceof UnixDomainSocketAddress
                        ? StandardProtocolFamily.UNIX
                        : StandardProtocolFamily.INET;
        try (var channel = SocketChannel.open(family)) {
            channel.connect(address);
            channel.write(
                    ByteBuffer.wrap(
                            "GET /_ping HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            var answer = ByteBuffer.allocate(64);
            channel.read(answer);
            return new String(answer.array(), StandardCharsets.US_ASCII).contains(" 200 ");
        } catch (IOException noEngine) {
            return false;
        }
    }
}
