package app.feedtape.localstack.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own root is nobody and still owns
 * its files; where namespaces are forbidden the server runs as nobody (65534), who then owns the
 * data.
 */
final class RootHandling {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final boolean NAMESPACES = ROOT && works("unshare", "-U", "true");

    private RootHandling() {}

    static List<String> unprivileged(List<String> words) {
        if (!ROOT) {
            return words;
        }
        var prefix =
                NAMESPACES
                        ? List.of("unshare", "-U", "--")
                        : List.of(
                                "setpriv",
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups",
                                "--");
        var all = new ArrayList<>(prefix);
        all.addAll(words);
        return all;
    }

    static void handOver(Path... paths) throws IOException {
        if (ROOT && !NAMESPACES) {
            for (Path path : paths) {
                Files.setAttribute(path, "unix:uid", 65534);
                Files.setAttribute(path, "unix:gid", 65534);
            }
        }
    }

    private static boolean works(String... words) {
        try {
            var process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
