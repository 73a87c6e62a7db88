package app.feedtape.tts;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Somebody who asks for sound and takes none of it until told to, with little room for it. */
final class SlowListener implements AutoCloseable {

    private final Socket socket = new Socket();

    private SlowListener(int port) throws IOException {
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("localhost", port));
    }

    static SlowListener to(SpeechServiceTest test, JsonNode body) throws IOException {
        SlowListener listener = new SlowListener(test.port);
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        String head =
                """
                POST /api/tts/synthesize HTTP/1.1\r
                Host: localhost\r
                Authorization: %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """
                        .formatted(test.token.bearer(), bytes.length);
        listener.send(head);
        listener.socket.getOutputStream().write(bytes);
        return listener;
    }

    /** Somebody who fetches what is stored. */
    static SlowListener again(SpeechServiceTest test, String place) throws IOException {
        SlowListener listener = new SlowListener(test.port);
        listener.send(
                """
                GET %s HTTP/1.1\r
                Host: localhost\r
                Authorization: %s\r
                \r
                """
                        .formatted(place, test.token.bearer()));
        return listener;
    }

    private void send(String head) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** The first line of the answer: from here on it has begun, and nothing more is taken. */
    String firstLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int one = socket.getInputStream().read(); one > '\r'; ) {
            line.append((char) one);
            one = socket.getInputStream().read();
        }
        return line.toString();
    }

    /** From now on everything is taken at once. */
    void readOn() {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } catch (IOException closed) {
                        // The end of the test.
                    }
                });
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
