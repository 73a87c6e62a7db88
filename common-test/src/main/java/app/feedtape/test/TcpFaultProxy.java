package app.feedtape.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands between a client and a server on the loopback address and misbehaves when told to. */
public final class TcpFaultProxy implements AutoCloseable {
    private enum Mode {
        FORWARD,
        STALL,
        REFUSE
    }

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Mode mode = Mode.FORWARD;
    private volatile Duration delay = Duration.ZERO;

    private TcpFaultProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** A proxy on a free port before a server on this machine. */
    public static TcpFaultProxy before(int targetPort) {
        try {
            var listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            var proxy = new TcpFaultProxy(listener, targetPort);
            Thread.ofPlatform().daemon().name("fault-proxy").start(proxy::accept);
            return proxy;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Behaves again: old and new connections pass everything on at once. */
    public void forward() {
        delay = Duration.ZERO;
        become(Mode.FORWARD);
    }

    /** Connections stay open, also new ones, but no byte passes: a server that hangs. */
    public void stall() {
        become(Mode.STALL);
    }

    /**
     * Ends every connection in an orderly way and every new one at once: a server that was stopped.
     */
    public void cut() {
        become(Mode.REFUSE);
        end(false);
    }

    /** Resets the connections that are open; new ones pass. */
    public void reset() {
        end(true);
    }

    /** Every chunk of bytes, in both directions, arrives this much later. */
    public void delay(Duration duration) {
        delay = duration;
        become(Mode.FORWARD);
    }

    private void become(Mode next) {
        lock.lock();
        try {
            mode = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(boolean reset) {
        if (reset) {
            // All before any: closing one end makes the pump close the other, which must be a reset
            // too.
            sockets.forEach(TcpFaultProxy::resetWhenClosed);
        }
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException alreadyClosed) {
                sockets.remove(socket);
            }
        }
    }

    private static void resetWhenClosed(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            assert socket.isClosed();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                var server = new Socket()) {
            if (mode == Mode.REFUSE) {
                return;
            }
            sockets.add(client);
            sockets.add(server);
            server.connect(new InetSocketAddress("127.0.0.1", target), 2000);
            var back = Thread.ofVirtual().start(() -> pump(server, client));
            pump(client, server);
            back.join();
        } catch (IOException serverAway) {
            sockets.remove(client);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.removeIf(Socket::isClosed);
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[16 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitPassage();
                out.write(buffer, 0, read);
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException ended) {
            closeBoth(from, to);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeBoth(Socket one, Socket other) {
        try (one;
                other) {
            one.shutdownInput();
        } catch (IOException alreadyClosed) {
            // What this method is for has already happened.
            return;
        }
    }

    private void awaitPassage() throws InterruptedException {
        if (!delay.isZero()) {
            Thread.sleep(delay);
        }
        lock.lock();
        try {
            while (mode == Mode.STALL) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            become(Mode.REFUSE);
            end(false);
        }
    }
}
