package app.feedtape.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client of the gateway that sends exactly the bytes it is told. */
final class RawClient implements AutoCloseable {

    /** Longer than an answer takes that is not waiting for more of the request. */
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int PIECE = 8192;

    private final Socket socket = new Socket();

    RawClient(URI gateway) throws IOException {
        this(gateway, 0);
    }

    /**
     * @param receiveBuffer what the kernel takes that is not read; 0 for its own choice
     */
    RawClient(URI gateway, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.getPort()));
    }

    /** Sends as far as the server takes it: one that has answered already may have closed. */
    RawClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException answeredAlready) {
            return this;
        }
        return this;
    }

    /** All that is answered; whoever waits for more is told after a moment that no more comes. */
    String readAll() throws IOException {
        return readAll(A_MOMENT);
    }

    /** All that is answered until the gateway closes, which it is given much time for. */
    String readToTheEnd() throws IOException {
        return readAll(LONG);
    }

    /** As many answers as were asked for on a connection that stays open. */
    String readAnswers(int count) throws IOException {
        socket.setSoTimeout((int) LONG.toMillis());
        StringBuilder all = new StringBuilder();
        for (int next = 0; next >= 0 && !(next == '}' && holds(all, count)); ) {
            next = socket.getInputStream().read();
            all.append((char) next);
        }
        return all.toString();
    }

    /** Each ends with a body of JSON. */
    private static boolean holds(StringBuilder all, int count) {
        return all.toString().split("HTTP/1\\.1 ", -1).length > count;
    }

    private String readAll(Duration patience) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        if (!read(all, patience)) {
            socket.shutdownOutput();
            if (!read(all, LONG)) {
                throw new AssertionError("The gateway neither answers nor closes: " + all);
            }
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the end was reached. */
    private boolean read(ByteArrayOutputStream all, Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        byte[] piece = new byte[PIECE];
        try {
            for (int read = 0; read >= 0; read = socket.getInputStream().read(piece)) {
                all.write(piece, 0, read);
            }
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
