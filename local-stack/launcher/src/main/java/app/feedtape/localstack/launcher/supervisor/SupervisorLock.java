package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.launcher.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One supervisor per data folder. The lock dies with its holder, so a number left in the file is
 * believed only with it.
 */
public final class SupervisorLock implements AutoCloseable {
    private static final String FILE = "supervisor.lock";

    private final FileChannel channel;

    private SupervisorLock(FileChannel channel) {
        this.channel = channel;
    }

    static Optional<SupervisorLock> take(Path data) {
        try {
            Files.createDirectories(data);
            var channel =
                    FileChannel.open(
                            data.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            Long.toString(ProcessHandle.current().pid())
                                    .getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(new SupervisorLock(channel));
        } catch (IOException failure) {
            throw new Refused(
                    "Cannot write to %s: set FEEDTAPE_DATA to a folder you can write to."
                            .formatted(data),
                    failure);
        }
    }

    public static boolean isHeld(Path data) {
        if (!Files.exists(data.resolve(FILE))) {
            return false;
        }
        try (var channel = FileChannel.open(data.resolve(FILE), StandardOpenOption.WRITE);
                @Nullable FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The living holder. */
    public static Optional<ProcessHandle> holder(Path data) {
        if (!isHeld(data)) {
            return Optional.empty();
        }
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(data.resolve(FILE)).strip()));
        } catch (IOException | NumberFormatException notYetWritten) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new Refused("Cannot release the lock of the supervisor", failure);
        }
    }
}
