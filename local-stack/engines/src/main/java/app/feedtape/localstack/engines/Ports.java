package app.feedtape.localstack.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Loopback ports: a free one, whether one is taken, and waiting until something answers. */
public final class Ports {
    private Ports() {}

    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new EngineException("No free port on the loopback address", failure);
        }
    }

    /**
     * True when a server could listen there now; a connection in TIME_WAIT does not count against
     * it.
     */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress("127.0.0.1", port));
            return !accepts(port);
        } catch (IOException taken) {
            return false;
        }
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("::1", port), 200);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    /** Polls until the engine answers, its process has ended, or the time is over. */
    static void await(String name, Process process, Duration patience, BooleanSupplier answers) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!answers.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new EngineException(
                        "%s ended with %d before it answered".formatted(name, process.exitValue()));
            }
            if (System.nanoTime() > deadline) {
                ChildProcesses.end(process, 1);
                throw new EngineException(
                        "%s did not answer within %d s".formatted(name, patience.toSeconds()));
            }
            pause();
        }
    }

    static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(20));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while an engine was starting", interrupted);
        }
    }
}
