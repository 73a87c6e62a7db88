package app.feedtape.localstack.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The whole lines a growing file has got since it was last asked; a file that became shorter begins
 * anew.
 */
final class FileTail {
    private final Path file;
    private long offset;

    FileTail(Path file) {
        this.file = file;
    }

    List<String> newLines() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            offset = open.length() < offset ? 0 : offset;
            open.seek(offset);
            var bytes = new byte[(int) Math.min(open.length() - offset, 1 << 20)];
            open.readFully(bytes);
            int end = lastNewline(bytes) + 1;
            offset += end;
            return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException failure) {
            throw new Refused("Cannot read %s".formatted(file), failure);
        }
    }

    private static int lastNewline(byte[] bytes) {
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != '\n') {
            at--;
        }
        return at;
    }
}
