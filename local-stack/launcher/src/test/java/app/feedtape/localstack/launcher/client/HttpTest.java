package app.feedtape.localstack.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTest {
    private HttpServer server;
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private Answer askedToComeBackAfter(String seconds, int refusals) {
        server.createContext(
                "/",
                exchange -> {
                    boolean refused = calls.incrementAndGet() <= refusals;
                    if (refused) {
                        exchange.getResponseHeaders().add("Retry-After", seconds);
                    }
                    exchange.sendResponseHeaders(refused ? 429 : 200, -1);
                    exchange.close();
                });
        return Http.at(URI.create("http://localhost:" + server.getAddress().getPort())).get("/");
    }

    @Test
    void whoIsAskedToSlowDownComesBack() {
        assertThat(askedToComeBackAfter("0", 2).status()).isEqualTo(200);
        assertThat(calls).hasValue(3);
    }

    @Test
    void whoIsRefusedAgainAndAgainTellsSo() {
        assertThat(askedToComeBackAfter("0", 100).status()).isEqualTo(429);
        assertThat(calls).hasValue(4);
    }

    @Test
    void aDaysQuotaIsNotWaitedFor() {
        assertThat(askedToComeBackAfter("86400", 1).status()).isEqualTo(429);
        assertThat(calls).hasValue(1);
    }
}
