package app.feedtape.feed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A web server that can also misbehave: a handler writes the bytes of its answer itself.
 * Understands both the origin form of a request and a proxy's absolute form; a handler is found by
 * host and path.
 */
public final class StubServer implements AutoCloseable {

    /** Writes an answer, or something that is none. */
    @FunctionalInterface
    public interface Handler {
        void answer(Request request, OutputStream out) throws IOException;
    }

    public record Request(String method, URI target, Map<String, String> headers, String body) {
        public String place() {
            return target.getHost() + target.getPath();
        }
    }

    private final ServerSocket socket;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public StubServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofPlatform().daemon().name("stub-server").start(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Answers a place, such as {@code blog.feeds.example/feed.xml}; the port does not matter. */
    public void at(String place, Handler handler) {
        handlers.put(place, handler);
    }

    public List<Request> requests(String place) {
        return requests.stream().filter(request -> request.place().equals(place)).toList();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            Request request = read(new BufferedInputStream(connection.getInputStream()));
            requests.add(request);
            Handler handler = handlers.getOrDefault(request.place(), status(404));
            handler.answer(request, connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (IOException gone) {
            // The client hung up, which is what many tests want it to do.
            assert gone != null;
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] start = line(in).split(" ");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        URI target =
                start[1].startsWith("http")
                        ? URI.create(start[1])
                        : URI.create("http://" + headers.get("host") + start[1]);
        return new Request(start[0], target, headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("hung up");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    public static Handler status(int status, String... headers) {
        return answer(status, new byte[0], headers);
    }

    public static Handler ok(String contentType, String body, String... headers) {
        return ok(contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public static Handler ok(String contentType, byte[] body, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Type: " + contentType;
        return answer(200, body, all);
    }

    public static Handler answer(int status, byte[] body, String... headers) {
        return (request, out) -> {
            head(out, status, headers);
            out.write(
                    ("Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
        };
    }

    public static void head(OutputStream out, int status, String... headers) throws IOException {
        out.write(("HTTP/1.1 " + status + " x\r\n").getBytes(StandardCharsets.ISO_8859_1));
        for (String header : headers) {
            out.write((header + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
