package app.feedtape.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpFaultProxyTest {
    private ServerSocket echo;
    private TcpFaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::echo);
        proxy = TcpFaultProxy.before(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void bytesPassAndAStallHoldsThemBackUntilItEnds() throws IOException {
        try (var client = new Socket("127.0.0.1", proxy.port())) {
            client.setSoTimeout(300);
            assertThat(say(client, 7)).isEqualTo(7);
            proxy.stall();
            assertThatThrownBy(() -> say(client, 8)).isInstanceOf(SocketTimeoutException.class);
            proxy.forward();
            client.setSoTimeout(5000);
            assertThat(client.getInputStream().read()).isEqualTo(8);
        }
    }

    @Test
    void aCutEndsConnectionsAndRefusesNewOnesUntilForwarding() throws IOException {
        try (var client = new Socket("127.0.0.1", proxy.port())) {
            assertThat(say(client, 1)).isEqualTo(1);
            proxy.cut();
            assertThat(answerOrEnd(client)).isEqualTo(-1);
        }
        try (var refused = new Socket("127.0.0.1", proxy.port())) {
            assertThat(answerOrEnd(refused)).isEqualTo(-1);
        }
        proxy.forward();
        try (var client = new Socket("127.0.0.1", proxy.port())) {
            assertThat(say(client, 2)).isEqualTo(2);
        }
    }

    @Test
    void aResetIsSeenAsOne() throws IOException {
        try (var client = new Socket("127.0.0.1", proxy.port())) {
            assertThat(say(client, 1)).isEqualTo(1);
            proxy.reset();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aDelayIsAddedInEachDirection() throws IOException {
        try (var client = new Socket("127.0.0.1", proxy.port())) {
            proxy.delay(Duration.ofMillis(100));
            long before = System.nanoTime();
            assertThat(say(client, 3)).isEqualTo(3);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    private static int say(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private static int answerOrEnd(Socket client) throws IOException {
        try {
            return client.getInputStream().read();
        } catch (SocketException ended) {
            return -1;
        }
    }

    private void echo() {
        while (!echo.isClosed()) {
            try {
                var client = echo.accept();
                Thread.ofVirtual().start(() -> answer(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException ended) {
            assertThat(client.isClosed()).isTrue();
        }
    }
}
