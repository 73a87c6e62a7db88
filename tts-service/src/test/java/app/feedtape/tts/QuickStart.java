package app.feedtape.tts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * How the virtual machine of an instance that is killed starts: with a cache of what it loads,
 * which costs as much as three starts and takes more than half of each. The cache knows no folders,
 * so those of the class path are packed.
 *
 * @param cache null when there are too few to start for that
 */
record QuickStart(String classPath, Path cache) {

    private static final Path HOME = Path.of("target/quick-start");

    static QuickStart none() {
        return new QuickStart(System.getProperty("java.class.path"), null);
    }

    static QuickStart prepare() throws IOException {
        Files.createDirectories(HOME);
        List<String> jars = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(part))) {
                jars.add(packed(part, HOME.resolve(jars.size() + ".jar")));
            } else if (Files.exists(Path.of(part))) {
                jars.add(part);
            }
        }
        Path cache = HOME.resolve("instance.aot").toAbsolutePath();
        Files.deleteIfExists(cache);
        return new QuickStart(String.join(File.pathSeparator, jars), cache);
    }

    private static String packed(String folder, Path jar) {
        String file = jar.toAbsolutePath().toString();
        int failed =
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(System.out, System.err, "-c", "-0", "-f", file, "-C", folder, ".");
        if (failed != 0) {
            throw new IllegalStateException("Not packed: " + folder);
        }
        return file;
    }

    /** The words of one that fills the cache when it ends. */
    List<String> learned() {
        return List.of("-XX:AOTCacheOutput=" + cache, "-cp", classPath);
    }

    List<String> used() {
        return cache == null
                ? List.of("-cp", classPath)
                : List.of("-XX:AOTCache=" + cache, "-cp", classPath);
    }
}
