package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public server with less patience, before answers without an end. A minute's patience and the
 * 6 KB a second of speech are here three seconds and 120 KB.
 */
class SlowClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration HEAD_PATIENCE = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int BYTES_IN_A_TICK = 12 * 1024;
    private static final int FIRST_BITE = 4 << 20;
    private static final String HEAD = "GET %s HTTP/1.1\r\nHost: localhost\r\n";

    private static WebServer server;

    @BeforeAll
    static void start() {
        EdgeSettings settings = new EdgeSettings(List.of(), 0, List.of(), PATIENCE, HEAD_PATIENCE);
        NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
        factory.setAddress(InetAddress.getLoopbackAddress());
        new EdgeConfiguration().publicServer(JsonMapper.shared(), settings).customize(factory);
        server = factory.getWebServer(SlowClientsTest::answer);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    /** As the gateway writes sound, each piece by itself, or as it writes all else. */
    private static Mono<Void> answer(ServerHttpRequest request, ServerHttpResponse response) {
        Flux<DataBuffer> endless =
                Flux.generate(sink -> sink.next(response.bufferFactory().wrap(new byte[8192])));
        return switch (request.getURI().getPath()) {
            case "/sound" -> response.writeAndFlushWith(endless.map(Flux::just));
            case "/file" -> response.writeWith(endless);
            default -> response.writeWith(endless.take(1));
        };
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(32 * 1024);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
        return socket;
    }

    private static Socket send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void whoReadsAtThePaceOfSpeechIsNotCutOff() throws Exception {
        try (ExecutorService listeners = Executors.newCachedThreadPool()) {
            List<Future<?>> listening =
                    List.of(
                            listeners.submit(() -> listen("/sound")),
                            listeners.submit(() -> listen("/file")));
            for (Future<?> listener : listening) {
                assertThatCode(listener::get).doesNotThrowAnyException();
            }
        }
    }

    /** First as fast as it comes, as players do, and then for twice the patience at a trickle. */
    private static Void listen(String path) throws IOException {
        try (Socket socket = send(connect(), HEAD.formatted(path) + "\r\n")) {
            InputStream in = socket.getInputStream();
            assertThat(in.readNBytes(FIRST_BITE)).hasSize(FIRST_BITE);
            for (Duration heard = Duration.ZERO;
                    heard.compareTo(PATIENCE.multipliedBy(2)) < 0;
                    heard = heard.plus(TICK)) {
                pause(TICK);
                assertThat(in.readNBytes(BYTES_IN_A_TICK)).hasSize(BYTES_IN_A_TICK);
            }
            // More than can still be on its way from a connection that was closed.
            assertThat(in.readNBytes(2 * FIRST_BITE)).hasSize(2 * FIRST_BITE);
        }
        return null;
    }

    @Test
    void firstLinesThatTrickleAreNotWaitedFor() throws Exception {
        try (Socket first = send(connect(), HEAD.formatted("/"));
                Socket second = send(connect(), HEAD.formatted("/") + "\r\n")) {
            readAnswer(second);
            send(second, HEAD.formatted("/"));
            assertThat(isClosedWhileItTrickles(first)).isTrue();
            assertThat(isClosedWhileItTrickles(second)).isTrue();
        }
    }

    private static void readAnswer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head).startsWith("HTTP/1.1 200");
    }

    private static boolean isClosedWhileItTrickles(Socket socket) throws IOException {
        socket.setSoTimeout((int) TICK.toMillis());
        for (int line = 0; line < 100; line++) {
            try {
                send(socket, "A: b\r\n");
                if (socket.getInputStream().read(new byte[64 * 1024]) < 0) {
                    return true;
                }
            } catch (SocketTimeoutException open) {
                continue;
            } catch (IOException reset) {
                return true;
            }
        }
        return false;
    }

    private static void pause(Duration duration) {
        try {
            new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
