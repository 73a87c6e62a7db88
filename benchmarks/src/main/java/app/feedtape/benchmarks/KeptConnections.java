package app.feedtape.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections that are used again, and as little work as possible for each request: whoever shares
 * the machine with what is measured should take little of it.
 */
final class KeptConnections implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final long LONGEST_IDLE = 50_000_000_000L;

    private final int port;
    private final ConcurrentLinkedDeque<Connection> free = new ConcurrentLinkedDeque<>();

    KeptConnections(int port) {
        this.port = port;
    }

    /**
     * @param usedAt when the last answer came: what has long been idle the other side may close
     *     just now
     */
    private record Connection(Socket socket, InputStream in, long usedAt) {
        static Connection open(int port) throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new Connection(
                    socket,
                    new BufferedInputStream(socket.getInputStream(), 2048),
                    System.nanoTime());
        }
    }

    /**
     * Sends a request as it stands and gives the status of the answer; its body is read and thrown
     * away.
     *
     * @param request head and body, with {@code Content-Length} where there is a body
     */
    int send(String request) {
        Connection connection = fresh();
        try {
            connection = connection == null ? Connection.open(port) : connection;
            connection.socket().getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            int status = answer(connection);
            free.addFirst(new Connection(connection.socket(), connection.in(), System.nanoTime()));
            return status;
        } catch (IOException failure) {
            close(connection);
            throw new UncheckedIOException(failure);
        }
    }

    private Connection fresh() {
        Connection connection = free.pollFirst();
        while (connection != null && System.nanoTime() - connection.usedAt() > LONGEST_IDLE) {
            close(connection);
            connection = free.pollFirst();
        }
        return connection;
    }

    private static int answer(Connection connection) throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = line(connection.in()); !line.isEmpty(); line = line(connection.in())) {
            head.add(line);
        }
        for (String line : head) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                connection.in().skipNBytes(Integer.parseInt(line.substring(15).strip()));
            } else if (line.equalsIgnoreCase("transfer-encoding: chunked")) {
                chunks(connection.in());
            }
        }
        return Integer.parseInt(head.getFirst().split(" ")[1]);
    }

    private static void chunks(InputStream in) throws IOException {
        int size;
        do {
            size = Integer.parseInt(line(in).strip(), 16);
            in.skipNBytes(size);
            line(in);
        } while (size > 0);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.socket().close();
            }
        } catch (IOException alreadyGone) {
            // Nothing more is wanted of it.
        }
    }

    @Override
    public void close() {
        for (Connection one = free.pollFirst(); one != null; one = free.pollFirst()) {
            close(one);
        }
    }
}
