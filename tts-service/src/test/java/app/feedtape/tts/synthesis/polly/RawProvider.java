package app.feedtape.tts.synthesis.polly;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that answers a call byte by byte as a test says, a connection each. */
final class RawProvider implements AutoCloseable {

    static final String HEAD =
            """
            HTTP/1.1 200 OK\r
            Content-Type: audio/mpeg\r
            x-amzn-RequestId: raw\r
            x-amzn-RequestCharacters: 5\r
            """;

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final AtomicInteger open = new AtomicInteger();

    /** What happens with a connection after a request has come. */
    interface Behaviour {
        void answer(OutputStream out) throws IOException;
    }

    RawProvider(ServerSocket server, Behaviour behaviour) {
        this.server = server;
        this.behaviour = behaviour;
        Thread.ofVirtual().start(this::accept);
    }

    static RawProvider answering(Behaviour behaviour) throws IOException {
        return new RawProvider(
                new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), behaviour);
    }

    String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Connections that the caller has not let go. */
    int open() {
        return open.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            int length = 0;
            String line = in.readLine();
            if (line == null) {
                return;
            }
            while (!line.isEmpty()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
                line = in.readLine();
            }
            for (int read = 0; read < length; read++) {
                in.read();
            }
            behaviour.answer(socket.getOutputStream());
            socket.getOutputStream().flush();
            // Silence until the caller has had enough.
            while (in.read() >= 0) {}
        } catch (IOException gone) {
            // So it has.
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
