package app.feedtape.world.state;

import app.feedtape.world.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * One stand-in's memory as a small JSON file, replaced as a whole: a crash leaves the old or the
 * new one, never half.
 */
public final class StateFile<T> {

    private final Path file;
    private final Class<T> type;

    public StateFile(Path directory, String name, Class<T> type) {
        this.file = directory.resolve(name);
        this.type = type;
    }

    public Optional<T> load() {
        try {
            return Files.exists(file)
                    ? Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), type))
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Callers hold their own lock: two saves at once would race for the temporary file. */
    public void save(T state) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.write(next, Json.MAPPER.writeValueAsBytes(state));
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
