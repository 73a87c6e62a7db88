package app.feedtape.localstack.engines;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checkout this process works in: the folder that holds the `feedtape` script beside `pom.xml`.
 */
public final class FeedTapeHome {
    private FeedTapeHome() {}

    public static Path locate() {
        return named(System.getProperty("feedtape.home"))
                .or(() -> named(System.getenv("FEEDTAPE_HOME")))
                .or(FeedTapeHome::above)
                .orElseThrow(() ->
                        new EngineException(
                                "Not inside a FeedTape checkout: set FEEDTAPE_HOME to the folder that holds ./feedtape."));
    }

    private static Optional<Path> named(@Nullable String value) {
        return value == null || value.isBlank()
                ? Optional.empty()
                : Optional.of(Path.of(value).toAbsolutePath().normalize());
    }

    private static Optional<Path> above() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("local-stack")) && Files.exists(at.resolve("mvnw"))) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }
}
