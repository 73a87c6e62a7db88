package app.feedtape.localstack.engines;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One engine's data directory, owned by at most one living launcher. The owner is known by a file
 * lock, which dies with its process; pid files are not believed. A server that still runs here
 * while nobody owns the directory is what a crashed launcher left behind, and is ended.
 */
final class EngineDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private EngineDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static EngineDirectory claim(Path directory) {
        var path = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            var channel =
                    FileChannel.open(
                            path.resolve("owner.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            var lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new EngineException("%s is in use by another running stack.".formatted(path));
            }
            Leftovers.end(path);
            return new EngineDirectory(path, channel);
        } catch (IOException failure) {
            throw new EngineException(
                    "Cannot write to %s: choose another data folder with FEEDTAPE_DATA."
                            .formatted(path),
                    failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            // Releases the lock too, and may be repeated.
            channel.close();
        } catch (IOException failure) {
            throw new EngineException("Cannot release " + path, failure);
        }
    }
}
