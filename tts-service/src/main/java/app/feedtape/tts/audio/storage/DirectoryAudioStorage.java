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
import java.util.regex.Pattern;

/** Sound in a directory: two levels of folders, written aside and moved into place whole. */
final class DirectoryAudioStorage implements AudioStorage {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    private final Path root;

    DirectoryAudioStorage(Path root) throws IOException {
        this.root = Files.createDirectories(root.toAbsolutePath());
    }

    @Override
    public void prepare(String key) throws IOException {
        Files.createDirectories(folder(key));
    }

    @Override
    public void put(String key, byte[] content) throws IOException {
        Path target = path(key);
        Files.createDirectories(target.getParent());
        Path aside = target.resolveSibling(key + "." + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
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
