package app.feedtape.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One request on a connection of its own, as by curl, read as slowly as one likes. */
final class Listener implements AutoCloseable {

    private static final int PIECE = 16_384;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final long sentAt;

    /**
     * @param firstByteNanos from the connection's beginning to the first byte of the body
     * @param wholeNanos to the last
     */
    record Heard(
            int status,
            Map<String, String> headers,
            long firstByteNanos,
            long wholeNanos,
            byte[] body) {}

    private record Head(int status, Map<String, String> headers) {}

    private Listener(int port, int receiveBuffer) throws IOException {
        sentAt = System.nanoTime();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new BufferedInputStream(socket.getInputStream(), PIECE);
    }

    static Listener post(int port, String path, String bearer, String json) throws IOException {
        Listener listener = new Listener(port, 0);
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        listener.send(
                "POST %s HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: %d"
                        .formatted(path, body.length),
                bearer,
                body);
        return listener;
    }

    static Listener get(int port, String path, String bearer) throws IOException {
        return get(port, path, bearer, 0);
    }

    /**
     * @param receiveBuffer how much the system may take before it is read; 0 for as much as it
     *     likes
     */
    static Listener get(int port, String path, String bearer, int receiveBuffer)
            throws IOException {
        Listener listener = new Listener(port, receiveBuffer);
        listener.send("GET " + path + " HTTP/1.1", bearer, new byte[0]);
        return listener;
    }

    private void send(String head, String bearer, byte[] body) throws IOException {
        OutputStream out = socket.getOutputStream();
        String all =
                "%s\r\nHost: localhost\r\nAuthorization: %s\r\nConnection: close\r\n\r\n"
                        .formatted(head, bearer);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(all.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        out.write(request.toByteArray());
    }

    /** To the end, with the sound. */
    Heard hear() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        return hear(body);
    }

    /** To the end, without keeping the sound. */
    Heard listen() throws IOException {
        return hear(
                new ByteArrayOutputStream(0) {
                    @Override
                    public synchronized void write(byte[] bytes, int at, int length) {
                        count += length;
                    }

                    @Override
                    public synchronized byte[] toByteArray() {
                        return new byte[0];
                    }
                });
    }

    private Heard hear(ByteArrayOutputStream body) throws IOException {
        Head head = head();
        long first = -1;
        byte[] piece = new byte[PIECE];
        boolean chunked = "chunked".equals(head.headers().get("transfer-encoding"));
        long left = Long.parseLong(head.headers().getOrDefault("content-length", "0"));
        do {
            if (chunked) {
                left = Long.parseLong(line().strip(), 16);
            }
            boolean last = left == 0;
            while (left > 0) {
                int read = in.read(piece, 0, (int) Math.min(piece.length, left));
                if (read < 0) {
                    throw new EOFException(head + " broke off after " + body.size());
                }
                first = first < 0 ? System.nanoTime() - sentAt : first;
                body.write(piece, 0, read);
                left -= read;
            }
            if (chunked) {
                line();
            }
            chunked &= !last;
        } while (chunked);
        return new Heard(
                head.status(),
                head.headers(),
                first,
                System.nanoTime() - sentAt,
                body.toByteArray());
    }

    /** The head and at least so much of what follows; nothing more is read until asked for. */
    void hearABit(int bytes) throws IOException {
        head();
        in.readNBytes(bytes);
    }

    private Head head() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Head(status, headers);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("in a line: " + line);
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Hangs up without a word: the other side finds out by a reset. */
    void hangUp() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
