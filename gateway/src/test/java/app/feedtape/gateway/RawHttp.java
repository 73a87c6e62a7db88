package app.feedtape.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A client that sends exactly the bytes it is given. */
public final class RawHttp implements AutoCloseable {

    private final Socket socket;

    public RawHttp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5_000);
    }

    /** One answer: head and body as text, and whether the server closed behind it. */
    public record Answer(int status, String head, String body, boolean closed) {
        public String header(String name) {
            return head.lines()
                    .filter(line ->
                            line.toLowerCase(Locale.ROOT)
                                    .startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * Sends, as far as the server takes it: one that has already answered may have stopped reading.
     */
    public RawHttp send(String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (SocketException answeredAlready) {
            socket.setSoTimeout(1_000);
        }
        return this;
    }

    /** How long an answer is waited for. */
    public RawHttp patience(Duration patience) throws SocketException {
        socket.setSoTimeout((int) patience.toMillis());
        return this;
    }

    /** Reads everything until the server closes or is silent. */
    public String readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException silent) {
            all.writeBytes("<silence>".getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException reset) {
            all.writeBytes("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads one answer with a Content-Length. */
    public Answer read() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return new Answer(0, head.toString(StandardCharsets.ISO_8859_1), "", true);
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        Answer bare = new Answer(Integer.parseInt(text.substring(9, 12)), text, "", false);
        String length = bare.header("Content-Length");
        byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        boolean closed = bare.header("Connection").equalsIgnoreCase("close") && in.read() < 0;
        return new Answer(bare.status(), text, new String(body, StandardCharsets.UTF_8), closed);
    }

    public InputStream in() throws IOException {
        return socket.getInputStream();
    }

    public void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
