package app.feedtape.tts.audio.storage;

import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.audio.LostSound;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;

/** Sound in a directory: two levels of folders, written aside and moved into place whole. */
final class DirectoryAudioStorage implements AudioStorage {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    private final Path root;

    /** Threads of the system: one that waits for a disk keeps its carrier. */
    private final ExecutorService flushes =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("flush-", 0).factory());

    DirectoryAudioStorage(Path root) throws IOException {
        this.root = Files.createDirectories(root.toAbsolutePath());
    }

    @Override
    public void prepare(String key) throws IOException {
        Files.createDirectories(folder(key));
    }

    @Override
    public OnDisk put(String key, byte[] content) throws IOException {
        Path target = path(key);
        Files.createDirectories(target.getParent());
        Path aside = target.resolveSibling(key + "." + UUID.randomUUID());
        FileChannel channel =
                FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException notWritten) {
            channel.close();
            Files.deleteIfExists(aside);
            throw notWritten;
        }
        return flushed(channel);
    }

    /** Beside the caller, who has something to do meanwhile and is mostly a virtual thread. */
    private OnDisk flushed(FileChannel channel) {
        FutureTask<Void> flush =
                new FutureTask<>(() -> {
                    try (channel) {
                        channel.force(true);
                    }
                    return null;
                });
        flushes.execute(flush);
        return () -> await(flush);
    }

    private static void await(FutureTask<Void> flush) throws IOException {
        try {
            flush.get();
        } catch (ExecutionException failed) {
            throw new IOException("Not on the disk", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Perhaps not on the disk", interrupted);
        }
    }

    @Override
    public void close() {
        flushes.close();
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(path(key)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream open(String key, long offset, long length) throws IOException {
        FileChannel channel = whole(key, length);
        channel.position(offset);
        return Channels.newInputStream(channel);
    }

    private FileChannel whole(String key, long length) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path(key), StandardOpenOption.READ);
        } catch (NoSuchFileException none) {
            throw new LostSound(key);
        }
        if (channel.size() != length) {
            channel.close();
            throw new LostSound(key);
        }
        return channel;
    }

    /** And what a process that died had written aside. */
    @Override
    public void delete(String key) throws IOException {
        Path folder = folder(key);
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, key + "*")) {
                for (Path one : all) {
                    Files.deleteIfExists(one);
                }
            }
        }
    }

    private Path path(String key) {
        return folder(key).resolve(key);
    }

    private Path folder(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("Not a storage key");
        }
        return root.resolve(key.substring(0, 2)).resolve(key.substring(2, 4));
    }
}
