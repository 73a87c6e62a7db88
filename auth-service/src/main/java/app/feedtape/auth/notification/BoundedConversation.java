package app.feedtape.auth.notification;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a conversation with a mail server that goes on for too long by closing its connection. The
 * protocol's own timeouts count from byte to byte, so a server that says one now and then would
 * keep a mail beyond its claim, and somebody else would send it too.
 */
final class BoundedConversation extends SocketFactory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedConversation.class);

    private final Duration longest;
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService bell =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("mail-bell").factory());

    /**
     * @param longest shorter than a mail is claimed for
     */
    BoundedConversation(Duration longest) {
        this.longest = longest;
    }

    /** Holds one; there is one at a time. */
    void hold(Runnable talk) {
        Future<?> end = bell.schedule(this::hangUp, longest.toMillis(), TimeUnit.MILLISECONDS);
        try {
            talk.run();
        } finally {
            end.cancel(false);
            open.clear();
        }
    }

    private void hangUp() {
        LOG.warn("The mail server takes longer than {} for one mail", longest);
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            try {
                socket.close();
            } catch (IOException closed) {
                LOG.debug("It had hung up", closed);
            }
        }
    }

    private Socket noted(Socket socket) {
        open.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket() {
        return noted(new Socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return noted(new Socket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        return noted(new Socket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return noted(new Socket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        return noted(new Socket(host, port, from, fromPort));
    }

    @Override
    public void close() {
        bell.shutdownNow();
    }
}
