package app.feedtape.test;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Somebody else's server, as tests play it. */
public final class LoopbackServer {

    private LoopbackServer() {}

    /**
     * A server on a free port of the loopback address with a thread for each exchange, started and
     * without any context yet.
     */
    public static HttpServer start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(
                    Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory()));
            server.start();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
